package com.example.shop.checkout;

import com.example.shop.catalogue.Product;
import java.math.BigDecimal;
import java.util.List;

/** What one visitor wants to buy. */
public record Cart(List<Item> items) {
    /** So many of one product. */
    public record Item(Product product, int quantity) {}

    public Cart {
        items = List.copyOf(items);
    }

    BigDecimal total() {
        return items.stream()
                .map(item -> item.product().price().multiply(BigDecimal.valueOf(item.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}

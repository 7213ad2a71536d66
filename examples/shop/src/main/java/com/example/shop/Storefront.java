package com.example.shop;

import static net.logstash.logback.argument.StructuredArguments.kv;

import com.example.shop.catalogue.Catalogue;
import com.example.shop.catalogue.Product;
import com.example.shop.checkout.Cart;
import com.example.shop.checkout.Cart.Item;
import com.example.shop.checkout.Checkout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One visit after the other: what a visitor does follows from the seed and the number of the visit. Thread-safe. */
final class Storefront {
    private static final Logger log = LoggerFactory.getLogger(Storefront.class);

    private final Catalogue catalogue;
    private final Checkout checkout;
    private final long seed;

    Storefront(Catalogue catalogue, Checkout checkout, long seed) {
        this.catalogue = catalogue;
        this.checkout = checkout;
        this.seed = seed;
    }

    void visit(int number) {
        RandomGenerator random = new SplittableRandom(seed + number);
        MDC.put(
                "traceId",
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong()));
        MDC.put("userId", "u-" + random.nextInt(2_000));
        try {
            List<Item> items = new ArrayList<>();
            for (int looks = 1 + random.nextInt(3); looks > 0; looks--) {
                Product product = catalogue.look(random);
                if (random.nextInt(3) > 0) {
                    items.add(new Item(product, 1 + random.nextInt(2)));
                    log.info(
                            "added to cart",
                            kv("sku", product.sku()),
                            kv("quantity", items.getLast().quantity()));
                }
            }
            if (!items.isEmpty() && random.nextInt(4) > 0) {
                checkout.place("o-%06d".formatted(number), new Cart(items), random);
            }
        } finally {
            MDC.clear();
        }
    }
}

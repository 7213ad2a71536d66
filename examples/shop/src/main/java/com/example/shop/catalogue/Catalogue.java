package com.example.shop.catalogue;

import static net.logstash.logback.argument.StructuredArguments.kv;

import java.math.BigDecimal;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All products, and how many are left of each: endlessly many, but the last ones of a box are reported. */
public final class Catalogue {
    private static final Logger log = LoggerFactory.getLogger(Catalogue.class);
    private static final int BOX = 200;

    private final List<Product> products = List.of(
            new Product("KET-01", "Kettle", new BigDecimal("39.90")),
            new Product("MUG-12", "Mug", new BigDecimal("8.50")),
            new Product("POT-03", "Teapot", new BigDecimal("54.00")),
            new Product("TEA-77", "Tea, 250 g", new BigDecimal("12.25")),
            new Product("TRA-05", "Tray", new BigDecimal("23.00")));

    /** Shows one product to a visitor. */
    public Product look(RandomGenerator random) {
        Product product = products.get(random.nextInt(products.size()));
        log.info("product viewed", kv("sku", product.sku()), kv("price", product.price()));
        return product;
    }

    /** Takes products from the shelf. */
    public void take(Product product, int quantity, RandomGenerator random) {
        int left = random.nextInt(BOX);
        log.debug("{} of {} taken", quantity, product.name());
        if (left < quantity + 2) {
            log.warn("stock is low", kv("sku", product.sku()), kv("left", left));
        }
    }
}

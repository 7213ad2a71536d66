package com.example.shop.checkout;

import static net.logstash.logback.argument.StructuredArguments.kv;

import com.example.shop.catalogue.Catalogue;
import com.example.shop.payment.Payments;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns a cart into an order; an order that could not be paid is kept for later. */
public final class Checkout {
    private static final Logger log = LoggerFactory.getLogger(Checkout.class);

    private final Catalogue catalogue;
    private final Payments payments;

    public Checkout(Catalogue catalogue, Payments payments) {
        this.catalogue = catalogue;
        this.payments = payments;
    }

    /** @return true if the order is paid */
    public boolean place(String orderId, Cart cart, RandomGenerator random) {
        // What is in the MDC goes with each event that is logged on this thread, also by code that knows no order.
        try (MDC.MDCCloseable _ = MDC.putCloseable("orderId", orderId)) {
            BigDecimal total = cart.total();
            log.info("checkout started", kv("items", cart.items().size()), kv("amount", total));
            cart.items().forEach(item -> catalogue.take(item.product(), item.quantity(), random));
            boolean paid = payments.pay(total, random);
            if (paid) {
                log.info("order placed", kv("amount", total));
            } else {
                log.warn("order kept for later", kv("amount", total));
            }
            return paid;
        }
    }
}

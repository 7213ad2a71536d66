package com.example.shop.payment;

import java.math.BigDecimal;

/** A payment was not made. */
final class PaymentFailed extends Exception {
    private static final long serialVersionUID = 1;

    PaymentFailed(BigDecimal amount, Throwable cause) {
        super("could not take " + amount + " EUR", cause);
    }
}

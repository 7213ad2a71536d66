package com.example.shop.payment;

/** How the provider of card payments is doing today. */
public enum GatewayHealth {
    WELL(0.002),
    DOWN(0.75);

    private final double failing;

    GatewayHealth(double failing) {
        this.failing = failing;
    }

    /** Which part of the calls comes to nothing. */
    double failing() {
        return failing;
    }
}

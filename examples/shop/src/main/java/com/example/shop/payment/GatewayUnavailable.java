package com.example.shop.payment;

/** A payment provider did not answer; whether it took the money is not known. */
final class GatewayUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    GatewayUnavailable(String provider, long millis, Throwable cause) {
        super("provider %s did not answer within %d ms".formatted(provider, millis), cause);
    }
}

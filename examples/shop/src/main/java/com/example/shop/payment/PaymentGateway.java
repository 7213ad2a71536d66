package com.example.shop.payment;

import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.random.RandomGenerator;

/** Stands for the providers' servers: cards may be down, the wallet never is. Durations are told, not waited for. */
public final class PaymentGateway {
    private static final int TIMEOUT_MILLIS = 5_000;

    private volatile GatewayHealth cards = GatewayHealth.WELL;

    /** What a provider said, and after how long. */
    record Receipt(String provider, boolean accepted, long millis) {}

    public void cardsAre(GatewayHealth health) {
        cards = health;
    }

    Receipt charge(String provider, BigDecimal amount, RandomGenerator random) {
        if (provider.equals("cards") && random.nextDouble() < cards.failing()) {
            throw new GatewayUnavailable(provider, TIMEOUT_MILLIS, whatTheSocketSaid(random));
        }
        long millis = 80 + random.nextInt(400);
        boolean accepted = amount.intValue() < 400 && random.nextDouble() > 0.02;
        return new Receipt(provider, accepted, millis);
    }

    long timeoutMillis() {
        return TIMEOUT_MILLIS;
    }

    private static Exception whatTheSocketSaid(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? new ConnectException("Connection refused")
                : new SocketTimeoutException("Read timed out");
    }
}

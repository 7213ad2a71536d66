package com.example.shop;

import com.example.shop.payment.GatewayHealth;
import java.time.Duration;
import java.util.List;

/**
 * A part of the day.
 *
 * @param name for the report
 * @param title for people
 * @param atMost how long it lasts unless the next one is called for
 * @param visitsPerSecond at its busiest moment
 * @param cards how the provider of card payments is doing
 */
record Phase(String name, String title, Duration atMost, int visitsPerSecond, GatewayHealth cards) {
    static List<Phase> day(ShopOptions options) {
        return List.of(
                new Phase(
                        "ordinary",
                        "an ordinary day, in fast motion",
                        options.ordinary(),
                        options.visitsPerSecond(),
                        GatewayHealth.WELL),
                new Phase(
                        "outage",
                        "the provider of card payments is down",
                        options.outage(),
                        options.visitsPerSecond(),
                        GatewayHealth.DOWN),
                new Phase(
                        "recovery",
                        "card payments work again",
                        options.recovery(),
                        options.visitsPerSecond(),
                        GatewayHealth.WELL));
    }

    /** How many visits have come in after {@code elapsed}: few at both ends, most at noon. */
    int visitsAfter(Duration elapsed) {
        double part = Math.min(1.0, elapsed.toMillis() / (double) Math.max(1, atMost.toMillis()));
        double busy = 0.5 * part + 0.5 * (1 - Math.cos(Math.PI * part)) / 2;
        return (int) (busy * visitsPerSecond * atMost.toMillis() / 1_000);
    }
}

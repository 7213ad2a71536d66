package com.example.shop.payment;

import static net.logstash.logback.argument.StructuredArguments.kv;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks a provider as down when half of its last calls failed, and as up again when nearly none does: one line each time.
 * Thread-safe.
 */
final class ProviderWatch {
    private static final Logger log = LoggerFactory.getLogger(ProviderWatch.class);
    private static final int CALLS = 20;
    private static final int DOWN = 10;
    private static final int UP = 2;

    private final String provider;
    private int lastFailures;
    private boolean isDown;

    ProviderWatch(String provider) {
        this.provider = provider;
    }

    synchronized void called(boolean answered) {
        // A bit for each of the last calls.
        lastFailures = (lastFailures << 1 | (answered ? 0 : 1)) & (1 << CALLS) - 1;
        int failures = Integer.bitCount(lastFailures);
        if (!isDown && failures >= DOWN) {
            isDown = true;
            log.warn("provider marked as down", kv("provider", provider), kv("failures", failures));
        } else if (isDown && failures <= UP) {
            isDown = false;
            log.warn("provider marked as up again", kv("provider", provider), kv("failures", failures));
        }
    }
}

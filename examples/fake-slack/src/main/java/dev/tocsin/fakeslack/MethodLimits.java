package dev.tocsin.fakeslack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How often a method may be called; after docs.slack.dev, "Rate limits". The numbers of calls in a minute are those that
 * Slack promises at least. Thread-safe.
 */
final class MethodLimits {
    private static final int BURST_TO_CHANNEL = 5;
    private static final int RECONNECTS = 10;
    private static final Map<String, Integer> A_MINUTE = Map.of(
            "chat.update", 50,
            "conversations.history", 50,
            "conversations.replies", 50,
            "files.getUploadURLExternal", 100,
            "files.completeUploadExternal", 100,
            "auth.test", 200);

    private final Map<String, TokenBucket> buckets = new HashMap<>();

    /** Whether one more call is taken. */
    synchronized boolean mayCall(String method, Instant now) {
        Integer limit = A_MINUTE.get(method);
        if (method.equals("apps.connections.open")) {
            return bucket(method, RECONNECTS, Duration.ofMinutes(1), now).take(now);
        }
        return limit == null
                || bucket(method, limit, Duration.ofMinutes(1).dividedBy(limit), now)
                        .take(now);
    }

    /** One message a second and channel, however it is posted. */
    synchronized boolean mayPost(String channel, Instant now) {
        return bucket("#" + channel, BURST_TO_CHANNEL, Duration.ofSeconds(1), now)
                .take(now);
    }

    private TokenBucket bucket(String name, int burst, Duration refill, Instant now) {
        return buckets.computeIfAbsent(name, key -> new TokenBucket(burst, refill, now));
    }
}

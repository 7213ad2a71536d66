package dev.tocsin.ingest.receive;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;

/** The header {@code grpc-timeout}: up to eight digits and a unit, such as {@code 10S}. */
final class GrpcTimeout {
    /** Longer than anything here waits. */
    private static final Duration NONE = Duration.ofDays(1);

    private static final int MOST_DIGITS = 8;

    private GrpcTimeout() {}

    static Duration of(HttpHeaders headers) {
        String value = headers.get("grpc-timeout");
        if (value == null) {
            return NONE;
        }
        int digits = value.length() - 1;
        if (digits < 1 || digits > MOST_DIGITS || !value.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')) {
            throw unreadable();
        }
        long count = Long.parseLong(value, 0, digits, 10);
        return switch (value.charAt(digits)) {
            case 'H' -> Duration.ofHours(count);
            case 'M' -> Duration.ofMinutes(count);
            case 'S' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMillis(count);
            case 'u' -> Duration.ofNanos(1_000 * count);
            case 'n' -> Duration.ofNanos(count);
            default -> throw unreadable();
        };
    }

    private static RequestRefused unreadable() {
        return new RequestRefused(400, "the grpc-timeout cannot be read", "send digits and one of H, M, S, m, u, n");
    }
}

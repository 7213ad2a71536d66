package dev.tocsin.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One token in {@code tokens.yml}.
 *
 * @param name several may have the same one: while a token is replaced, the old and the new are valid
 * @param expires the last day on which it is valid, in UTC; null for ever
 */
public record TokenEntry(
        String name, Role role, TokenHash hash, @Nullable LocalDate expires, Streams streams) {
    public boolean isExpired(Instant now) {
        return expires != null
                && !now.isBefore(
                        expires.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    Caller caller() {
        return new Caller(name, role, streams);
    }
}

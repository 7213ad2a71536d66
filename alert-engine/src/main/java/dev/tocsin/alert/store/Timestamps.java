package dev.tocsin.alert.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Instants as PostgreSQL's driver takes them. */
final class Timestamps {
    private Timestamps() {}

    static OffsetDateTime of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime orNull(@Nullable Instant instant) {
        return instant == null ? null : of(instant);
    }

    /** As a text that is cast to {@code timestamptz[]}; null for none. */
    static @Nullable String arrayOrNull(List<Instant> instants) {
        return instants.isEmpty()
                ? null
                : instants.stream().map(Instant::toString).collect(Collectors.joining(",", "{", "}"));
    }

    static List<Instant> inArray(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null
                ? List.of()
                : Arrays.stream((Timestamp[]) array.getArray())
                        .map(Timestamp::toInstant)
                        .toList();
    }

    static Instant in(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant inOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EventFields;
import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand;
import dev.tocsin.query.Operand.Wildcard;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times: one that is written in part means a {@link TimeSpan}, {@code now-7d} is counted from when the event came in. {@code @timestamp} has nanoseconds, all others have milliseconds, as in the index.
 */
final class DateTests {
    private static final Pattern FROM_NOW = Pattern.compile("now(?:([+-])(\\d{1,6})([smhdw]))?");
    private static final String HINT = "Write it as 2026-11-23T01:43:11.180Z, as a part of that, or as now-7d.";

    private DateTests() {}

    static ValueTest is(AskedField field, Operand value) {
        Bound bound = bound(field, value);
        return (text, event) -> {
            Instant at = at(field, text);
            return !at.isBefore(bound.first(event)) && !at.isAfter(bound.last(event));
        };
    }

    static ValueTest range(AskedField field, Comparison comparison, Operand value) {
        Bound bound = bound(field, value);
        return (text, event) -> {
            Instant at = at(field, text);
            return switch (comparison) {
                case GT -> at.isAfter(bound.last(event));
                case GTE -> !at.isBefore(bound.first(event));
                case LT -> at.isBefore(bound.first(event));
                case LTE -> !at.isAfter(bound.last(event));
            };
        };
    }

    private static Instant at(AskedField field, String text) {
        return atPrecision(field, Instant.parse(text));
    }

    private static Instant atPrecision(AskedField field, Instant at) {
        return field.name().equals("@timestamp") ? at : at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What a written time means: from its first to its last moment. */
    private sealed interface Bound {
        Instant first(EventFields event);

        Instant last(EventFields event);
    }

    private record Written(Instant first, Instant last) implements Bound {
        @Override
        public Instant first(EventFields event) {
            return first;
        }

        @Override
        public Instant last(EventFields event) {
            return last;
        }
    }

    private record FromNow(Duration distance) implements Bound {
        @Override
        public Instant first(EventFields event) {
            return event.receivedAt().plus(distance);
        }

        @Override
        public Instant last(EventFields event) {
            return first(event);
        }
    }

    private static Bound bound(AskedField field, Operand value) {
        String text = value.plain();
        Matcher now = FROM_NOW.matcher(text);
        if (now.matches()) {
            return new FromNow(distance(now));
        }
        TimeSpan span = value instanceof Wildcard ? null : TimeSpan.of(text);
        if (span == null) {
            throw ValueTests.unfit(field, value, "a time", HINT);
        }
        return new Written(atPrecision(field, span.first()), atPrecision(field, span.last()));
    }

    private static Duration distance(Matcher now) {
        @Nullable String sign = now.group(1);
        if (sign == null) {
            return Duration.ZERO;
        }
        long amount = Long.parseLong(now.group(2));
        Duration distance = switch (now.group(3)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        };
        return sign.equals("-") ? distance.negated() : distance;
    }
}

package dev.tocsin.alert.route;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For a while nobody is told of alerts with these labels; what they do is recorded all the same.
 *
 * @param matchers that all have to hold
 * @param endsAt no longer part of it
 * @param author who wants it, as the door knows him
 * @param ended null if it ends, or ended, when it was meant to
 */
public record Silence(
        String id,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        String author,
        String comment,
        Instant createdAt,
        @Nullable Ended ended) {
    /** From beginning to end. */
    public static final Duration LONGEST = Duration.ofDays(366);

    public Silence {
        matchers = List.copyOf(matchers);
    }

    /** Somebody ended it before its time. */
    public record Ended(String by, Instant at) {}

    /** How far it is. */
    public enum Phase {
        PENDING,
        ACTIVE,
        EXPIRED;

        public String inWords() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Phase phaseAt(Instant instant) {
        if (!endsAt.isAfter(instant)) {
            return Phase.EXPIRED;
        }
        return startsAt.isAfter(instant) ? Phase.PENDING : Phase.ACTIVE;
    }

    /** @param labels as {@link AlertLabels} has them */
    public boolean matches(Map<String, String> labels) {
        return matchers.stream().allMatch(matcher -> matcher.holds(labels));
    }

    /**
     * Whether these matchers name something. As in Alertmanager one of them at least must not hold for the empty text:
     * else a silence for {@code team!=shop} would hold for nearly every alert there is.
     */
    public static boolean isNarrow(List<Matcher> matchers) {
        return matchers.stream().anyMatch(matcher -> !matcher.holds(Map.of()));
    }

    /** Such as {@code team=shop, severity=warning}. */
    public String inWords() {
        return matchers.stream().map(Matcher::text).collect(Collectors.joining(", "));
    }
}

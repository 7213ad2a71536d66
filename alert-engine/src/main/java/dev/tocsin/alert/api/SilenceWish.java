package dev.tocsin.alert.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tocsin.alert.route.BadMatcher;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.rule.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A silence as it is asked for, and what is left to be said of one that is there. Each way to read it refuses what it
 * cannot be, with a reason and a hint.
 *
 * @param matchers such as {@code team=shop}; all have to hold
 * @param startsAt null for now; what is past begins now
 * @param endsAt null if {@code for} says it
 * @param length {@code for}: how long it lasts, such as 2h
 * @param by what the caller says of who wants it; the name of the token goes with it
 */
record SilenceWish(
        @Nullable List<@Nullable String> matchers,
        @Nullable String startsAt,
        @Nullable String endsAt,
        @JsonProperty("for") @Nullable String length,
        @Nullable String comment,
        @Nullable String by) {
    private static final int MOST_MATCHERS = 50;
    private static final int LONGEST_TEXT = 1_000;

    /** From when to when. */
    record Span(Instant startsAt, Instant endsAt) {}

    List<Matcher> readMatchers() {
        if (matchers == null || matchers.isEmpty()) {
            throw BadRequest.because("matchers is missing or empty", "name the alerts, such as [\"team=shop\"]");
        }
        if (matchers.size() > MOST_MATCHERS) {
            throw BadRequest.because(
                    "more than " + MOST_MATCHERS + " matchers", "one expression can stand for several");
        }
        List<Matcher> read = new ArrayList<>();
        for (int i = 0; i < matchers.size(); i++) {
            read.add(matcher(i, matchers.get(i)));
        }
        if (!Silence.isNarrow(read)) {
            throw BadRequest.because(
                    "these matchers hold for alerts that have none of these labels, so for nearly all",
                    "one at least has to name something that is there, such as team=shop; severity=~\".+\" is every"
                            + " alert with a severity");
        }
        return read;
    }

    private static Matcher matcher(int index, @Nullable String text) {
        String place = "matchers[" + index + "]";
        if (text == null || text.length() > LONGEST_TEXT) {
            throw BadRequest.because(
                    place + " is no text of up to " + LONGEST_TEXT + " characters", "write it as team=shop");
        }
        try {
            return Matcher.parse(text);
        } catch (BadMatcher e) {
            throw BadRequest.because(
                    place + ", character " + e.place() + ": " + e.reason(),
                    e.hint().isEmpty() ? "write it as team=shop" : e.hint());
        }
    }

    Span readSpan(Instant now) {
        Instant starts = Limits.time("startsAt", startsAt)
                .filter(start -> start.isAfter(now))
                .orElse(now);
        if (starts.isAfter(now.plus(Silence.LONGEST))) {
            throw BadRequest.because("startsAt is more than " + days() + " from now", "it is " + now + " by our clock");
        }
        return new Span(
                starts,
                readEnd(starts, starts)
                        .orElseThrow(() ->
                                BadRequest.because("nothing says when it ends", "give for, such as 2h, or endsAt")));
    }

    /**
     * Empty if nothing is said of it.
     *
     * @param from where {@code for} begins
     */
    Optional<Instant> readEnd(Instant starts, Instant from) {
        if (length != null && endsAt != null) {
            throw BadRequest.because("both for and endsAt say when it ends", "keep one of them");
        }
        Optional<Instant> end =
                length == null ? Limits.time("endsAt", endsAt) : Optional.of(from.plus(readLength(length)));
        end.ifPresent(at -> {
            if (!at.isAfter(from)) {
                throw BadRequest.because(
                        "it would end at " + at + ", and " + from + " is not before that", "end it later");
            }
            if (at.isAfter(starts.plus(Silence.LONGEST))) {
                throw BadRequest.because(
                        "it would last more than " + days(), "make it shorter, and another one when it is over");
            }
        });
        return end;
    }

    private static Duration readLength(String text) {
        return DurationText.parse(text)
                .filter(length -> length.isPositive() && length.compareTo(Silence.LONGEST) <= 0)
                .orElseThrow(
                        () -> BadRequest.because("for is no duration up to " + days(), "write it as 30m, 2h or 1d"));
    }

    private static String days() {
        return Silence.LONGEST.toDays() + "d";
    }

    String readComment() {
        return commentIfAny().orElseThrow(() -> BadRequest.because("comment is missing", "say why, for the others"));
    }

    /** In one line. */
    Optional<String> commentIfAny() {
        if (comment == null) {
            return Optional.empty();
        }
        String line = comment.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        if (line.length() > LONGEST_TEXT) {
            throw BadRequest.because("comment is longer than " + LONGEST_TEXT + " characters", "shorten it");
        }
        return Optional.of(line).filter(text -> !text.isEmpty());
    }
}

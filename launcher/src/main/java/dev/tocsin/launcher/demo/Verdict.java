package dev.tocsin.launcher.demo;

import dev.tocsin.launcher.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of it, and whether all of that is as promised.
 *
 * @param sent events that the shop logged and shipped
 * @param found events in Elasticsearch
 * @param errorsSent of these, errors
 * @param errorsFound of those, errors
 * @param changesFound events that are to be told one by one
 * @param changesTold messages about these
 * @param notShipped events that the shop's appender gave up
 * @param firstError when the first error of the outage was logged; null if there was none
 * @param alarm when the first alarm was told; null if it never was
 * @param mended when payments worked again
 * @param resolved when that was told; null if it never was
 * @param falseAlarms alarms before the first error
 * @param repeated alarms and resolves that had been told before
 * @param lifeTroubles what is not as promised of messages that are changed in place, in words
 * @param silentRules names of rules that did not fire or did not resolve
 */
public record Verdict(
        long sent,
        long found,
        long errorsSent,
        long errorsFound,
        long changesFound,
        long changesTold,
        long notShipped,
        @Nullable Instant firstError,
        @Nullable Instant alarm,
        @Nullable Instant mended,
        @Nullable Instant resolved,
        long falseAlarms,
        long repeated,
        List<String> lifeTroubles,
        List<String> silentRules) {
    public Verdict {
        lifeTroubles = List.copyOf(lifeTroubles);
        silentRules = List.copyOf(silentRules);
    }

    /** What is not as promised; empty if all is well. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (notShipped > 0) {
            complaints.add("the shop could not ship " + notShipped + " events");
        }
        if (sent == 0) {
            complaints.add("the shop logged nothing");
        }
        if (found != sent) {
            complaints.add(Math.abs(found - sent) + " events are " + (found < sent ? "missing" : "there twice")
                    + " in Elasticsearch");
        }
        if (errorsFound != errorsSent) {
            complaints.add("of " + errorsSent + " errors " + errorsFound + " are found as such");
        }
        if (changesFound == 0 || changesTold != changesFound) {
            complaints.add("of " + changesFound + " changes of a provider " + changesTold + " were told");
        }
        if (firstError == null) {
            complaints.add("the outage made no error");
        }
        if (alarm == null) {
            complaints.add("no alarm came");
        }
        if (resolved == null) {
            complaints.add("no resolve came");
        }
        if (falseAlarms > 0) {
            complaints.add(falseAlarms + " alarms came before the outage");
        }
        if (repeated > 0) {
            complaints.add(repeated + " messages were told a second time");
        }
        complaints.addAll(lifeTroubles);
        if (!silentRules.isEmpty()) {
            complaints.add("did not fire and resolve: " + String.join(", ", silentRules));
        }
        return complaints;
    }

    /** The figures, a line each. */
    public List<String> lines() {
        return List.of(
                "events sent                         " + sent,
                "events found in Elasticsearch       " + found + (found == sent ? "  (equal)" : "  (NOT EQUAL)"),
                "of these, errors                    " + errorsFound + " of " + errorsSent,
                "single events told, once each       " + changesTold + " of " + changesFound,
                "from the first error to the alarm   " + between(firstError, alarm),
                "from the repair to the resolve      " + between(mended, resolved));
    }

    private static String between(@Nullable Instant from, @Nullable Instant to) {
        return Optional.ofNullable(from)
                .flatMap(start -> Optional.ofNullable(to).map(end -> Duration.between(start, end)))
                .map(Terminal::seconds)
                .orElse("never");
    }
}

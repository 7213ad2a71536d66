package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.FlapLimit;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.schedule.FireTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When an alert changed between firing and not firing, and whether it flaps; pure. Evaluations are counted by the rule's
 * schedule and not one by one: what changes nothing has nothing to write. A change that counts no more is dropped with
 * the next thing that does. None counts longer than {@link #LONGEST}: what a rule that runs once a day found is told, and
 * not held back for weeks.
 *
 * @param changes ends of the windows that changed it, oldest first; later by every span that was given up since
 * @param since when it began to flap; null if it does not
 * @param worst severity since then; null if it does not flap, or has none
 */
public record FlapHistory(
        List<Instant> changes,
        @Nullable Instant since,
        @Nullable Severity worst) {
    /** People who hear nothing for a day take it that nothing happens. */
    static final Duration LONGEST = Duration.ofHours(24);

    /** Nothing changed lately. */
    public static final FlapHistory NONE = new FlapHistory(List.of(), null, null);

    public FlapHistory {
        changes = List.copyOf(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    public boolean isFlapping() {
        return since != null;
    }

    /**
     * After one more window.
     *
     * @param severity that it has, or had until then
     */
    FlapHistory evaluated(Rule rule, Instant end, boolean hasChanged, @Nullable Severity severity) {
        FlapLimit limit = rule.flapping();
        if (limit == null) {
            return NONE;
        }
        if (!hasChanged && (isEmpty() || !isCounted(rule, limit, changes.getLast(), end))) {
            return NONE;
        }
        if (!hasChanged && (since == null || !isWorse(severity))) {
            return this;
        }
        List<Instant> counted = Stream.concat(
                        changes.stream().filter(change -> isCounted(rule, limit, change, end)),
                        hasChanged ? Stream.of(end) : Stream.empty())
                .toList();
        Instant before = isEmpty() || isRecent(changes.getLast(), end) ? since : null;
        Instant from = before == null && counted.size() >= limit.changes() ? end : before;
        if (from == null) {
            return new FlapHistory(counted, null, null);
        }
        return new FlapHistory(counted, from, isWorse(severity) ? severity : worst);
    }

    private static boolean isCounted(Rule rule, FlapLimit limit, Instant change, Instant end) {
        return isRecent(change, end) && FireTimes.isAmongLast(rule.schedule(), change, end, limit.of());
    }

    private static boolean isRecent(Instant change, Instant end) {
        return change.isAfter(end.minus(LONGEST));
    }

    private boolean isWorse(@Nullable Severity severity) {
        return severity != null && (worst == null || severity.compareTo(worst) > 0);
    }

    /** Nobody evaluated for so long: that are no evaluations without a change. */
    FlapHistory notLookedAtFor(Duration span) {
        return isEmpty()
                ? this
                : new FlapHistory(
                        changes.stream().map(change -> change.plus(span)).toList(), since, worst);
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.Leases;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.RuleCommit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One tick: which windows are due, what is in them, what that means, who hears of it ({@link Rounds}); and all that belongs
 * together is committed in one transaction. Behind that, what was decided before is looked at again ({@link LateRepair}).
 * Remembers nothing of rules from tick to tick: where they stand is in the database, so a tick that dies anywhere is simply
 * done again. Rules do not depend on each other. One thread at a time.
 */
final class AlertCycle {

    /** Then rule files are looked at again, and Elasticsearch, before the rest is done. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(5);

    /** Of all rules in a round: minutes of catching up are cut into steps. What groups weigh cuts them further. */
    private static final int MOST_WINDOWS = 5_000;

    private final Supplier<RuleSet> rules;
    private final Leases leases;
    private final Ledger ledger;
    private final Settling settling;
    private final EndOfWatch endOfWatch;
    private final DueTurns due;
    private final Rounds rounds;
    private final LateRepair late;
    private final InstantSource clock;
    private final CycleMetrics metrics;
    private final Consumer<CycleStep> reached;

    AlertCycle(
            Supplier<RuleSet> rules,
            Leases leases,
            Ledger ledger,
            WindowQueries queries,
            Settling settling,
            Routing routing,
            InstantSource clock,
            CycleSettings settings,
            CycleMetrics metrics,
            Consumer<CycleStep> reached) {
        this.rules = rules;
        this.leases = leases;
        this.ledger = ledger;
        this.settling = settling;
        this.endOfWatch = new EndOfWatch(ledger);
        this.due = new DueTurns(ledger, settings);
        Telling telling = new Telling(queries, routing);
        this.rounds = new Rounds(ledger, due, queries, telling, clock, settings, metrics, reached);
        this.late = new LateRepair(ledger, queries, telling, clock, settings, metrics, reached);
        this.clock = clock;
        this.metrics = metrics;
        this.reached = reached;
    }

    /**
     * Evaluates what is due, in rounds: each takes a bounded number of windows of every rule. Ends after some seconds, also
     * when more is due; the next run goes on.
     *
     * @return how long nothing will be due; empty if nothing ever will
     */
    Optional<Duration> run() {
        return metrics.cycle(this::look);
    }

    private Optional<Duration> look() {
        Map<Integer, Long> fences = leases.hold(clock.instant());
        reached.accept(CycleStep.LEASED);
        Map<String, Rule> ours = new HashMap<>();
        List<String> disabled = new ArrayList<>();
        RuleSet current = rules.get();
        for (Rule rule : current.rules()) {
            if (!rule.enabled()) {
                disabled.add(rule.name());
            } else if (fences.containsKey(Leases.bucketOf(rule.name()))) {
                ours.put(rule.name(), rule);
            }
        }
        ledger.stop(disabled, fences);
        endOfWatch.look(current, fences, clock.instant());
        ours.keySet().removeAll(paused(clock.instant()));
        start(ours, fences);
        reached.accept(CycleStep.STARTED);
        switch (settling.look(clock.instant())) {
            case SETTLED -> {
                evaluate(ours, fences, true);
                late.look(ours, fences);
            }
            // Who asks now learns that nothing answers; should it be back in this very moment, it is not believed yet.
            case AWAY -> evaluate(ours, fences, false);
            case JUST_SETTLED -> {
                retryFailing(ours, fences);
                evaluate(ours, fences, true);
            }
            case SETTLING -> {
                nextLook(ours);
                return Optional.of(settling.rest(clock.instant()));
            }
        }
        return nextLook(ours);
    }

    /** Those that shall not be evaluated now. */
    private Set<String> paused(Instant now) {
        return ledger.pauses().entrySet().stream()
                .filter(entry -> !entry.getValue().getLast().isOver(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void evaluate(Map<String, Rule> ours, Map<Integer, Long> held, boolean isBelieved) {
        Map<Integer, Long> fences = held;
        Map<String, Rule> open = new HashMap<>(ours);
        Instant until = clock.instant().plus(LONGEST_RUN);
        while (clock.instant().isBefore(until)) {
            // All of them each time: one that catches up for long does not hold up what becomes due meanwhile.
            List<Turn> turns = due.of(open, clock.instant());
            reached.accept(CycleStep.LOADED);
            if (turns.isEmpty()) {
                return;
            }
            // Who is asked alone has a round after that of the others: in theirs it would wait until nobody catches up.
            for (boolean isAlone : List.of(false, true)) {
                Stream<Turn> some = turns.stream().filter(turn -> turn.isAlone() == isAlone);
                rounds.run(RoundOrder.of(some, MOST_WINDOWS).toList(), fences, isBelieved)
                        .forEach(open::remove);
            }
            fences = leases.hold(clock.instant());
        }
    }

    /** What Elasticsearch's absence made fail has waited long enough. */
    private void retryFailing(Map<String, Rule> ours, Map<Integer, Long> fences) {
        Instant now = clock.instant();
        Map<String, List<Pause>> pauses = ledger.pauses();
        List<RuleCommit> retries = new ArrayList<>();
        for (Cursor cursor : ledger.cursors(ours.keySet()).values()) {
            Cursor.Failure failure = cursor.failure();
            // Who failed for another reason is asked alone until it is answered, and waits for its own time.
            if (failure != null
                    && (Decider.isSettling(failure.reason()) || WindowAnswer.Undecided.isOutage(failure.reason()))) {
                String reason = failure.reason().equals(Decider.SETTLING_ALONE) ? failure.reason() : Decider.SETTLING;
                retries.add(RuleCommit.failing(
                        cursor,
                        new Cursor.Failure(failure.since(), reason, failure.tries(), now),
                        pauses.getOrDefault(cursor.rule(), List.of())));
            }
        }
        if (!retries.isEmpty()) {
            ledger.commit(retries, fences);
        }
    }

    private void start(Map<String, Rule> ours, Map<Integer, Long> fences) {
        Map<String, Cursor> cursors = ledger.cursors(ours.keySet());
        Instant now = clock.instant();
        ledger.begin(ours.values().stream()
                .filter(rule -> !cursors.containsKey(rule.name()))
                .map(rule -> new Cursor(
                        rule.name(),
                        // A rule that has to know who was there before its first window is of no version until it does.
                        rule.remembersGroups() ? "" : rule.version(),
                        DueWindows.firstCursor(rule, now),
                        fences.getOrDefault(Leases.bucketOf(rule.name()), 0L),
                        null))
                .toList());
    }

    private Optional<Duration> nextLook(Map<String, Rule> ours) {
        Instant now = clock.instant();
        Duration worstLag = Duration.ZERO;
        Set<Instant> next = new HashSet<>();
        for (Cursor cursor : ledger.cursors(ours.keySet()).values()) {
            Rule rule = ours.get(cursor.rule());
            Optional<Instant> due = rule == null ? Optional.empty() : DueWindows.nextDue(rule, cursor.lastEnd());
            Cursor.Failure failure = cursor.failure();
            if (failure != null) {
                next.add(failure.retryAt());
            } else {
                due.ifPresent(next::add);
            }
            Duration lag = due.map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
            worstLag = lag.compareTo(worstLag) > 0 ? lag : worstLag;
        }
        metrics.standing(worstLag);
        return next.stream()
                .min(Instant::compareTo)
                .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.CommitOutcome;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tick: which windows are due, what is in them, what that means, who hears of it; and all of it committed in one
 * transaction. Remembers nothing from tick to tick: where things stand is in the database, so a tick that dies anywhere
 * is simply done again. Rules do not depend on each other. One thread at a time.
 */
final class AlertCycle {
    private static final Logger LOG = LoggerFactory.getLogger(AlertCycle.class);

    /** Then rule files are looked at again, and Elasticsearch, before the rest is done. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(5);

    /**
     * Of all rules in a round: minutes of catching up are cut into steps that are committed. What windows weigh by their
     * groups ends a round sooner ({@link WindowQueries#answer}).
     */
    private static final int MOST_WINDOWS = 5_000;

    private final Supplier<RuleSet> rules;
    private final Leases leases;
    private final Ledger ledger;
    private final WindowQueries queries;
    private final Settling settling;
    private final Telling telling;
    private final InstantSource clock;
    private final CycleSettings settings;
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
        this.queries = queries;
        this.settling = settling;
        this.telling = new Telling(queries, routing);
        this.clock = clock;
        this.settings = settings;
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
        for (Rule rule : rules.get().rules()) {
            if (!rule.enabled()) {
                disabled.add(rule.name());
            } else if (fences.containsKey(Leases.bucketOf(rule.name()))) {
                ours.put(rule.name(), rule);
            }
        }
        ledger.stop(disabled, fences);
        ours.keySet().removeAll(paused(clock.instant()));
        start(ours, fences);
        reached.accept(CycleStep.STARTED);
        switch (settling.look(clock.instant())) {
            case SETTLED -> evaluate(ours, fences, true);
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
            List<Turn> turns = turns(open, clock.instant());
            reached.accept(CycleStep.LOADED);
            if (turns.isEmpty()) {
                return;
            }
            round(turns, fences, open, isBelieved);
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
                retries.add(justFailing(
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

    private List<Turn> turns(Map<String, Rule> open, Instant now) {
        Map<String, Cursor> cursors = ledger.cursors(open.keySet());
        Map<String, List<AlertState>> alerts = ledger.alerts(open.keySet());
        Map<String, List<Transition>> held = ledger.held(open.keySet());
        Map<String, List<Pause>> pauses = ledger.pauses();
        Stream<Turn> due = cursors.values().stream()
                .filter(cursor ->
                        cursor.failure() == null || !cursor.failure().retryAt().isAfter(now))
                .filter(cursor -> {
                    List<Pause> ofRule = pauses.getOrDefault(cursor.rule(), List.of());
                    return ofRule.isEmpty() || ofRule.getLast().isOver(now);
                })
                .flatMap(cursor -> Stream.ofNullable(open.get(cursor.rule()))
                        .map(rule -> new Turn(
                                rule,
                                cursor,
                                due(rule, cursor, pauses.getOrDefault(rule.name(), List.of()), now),
                                alerts.getOrDefault(rule.name(), List.of()),
                                held.getOrDefault(rule.name(), List.of()),
                                pauses.getOrDefault(rule.name(), List.of()))))
                .filter(turn -> !turn.isIdle());
        return RoundOrder.of(due, MOST_WINDOWS).toList();
    }

    private DueWindows due(Rule rule, Cursor cursor, List<Pause> pauses, Instant now) {
        return DueWindows.of(rule, cursor.lastEnd(), now, settings.catchUp(), settings.chunk(), pauses);
    }

    /** Rules whose turn could not be written leave {@code open}. */
    private void round(List<Turn> turns, Map<Integer, Long> fences, Map<String, Rule> open, boolean isBelieved) {
        Map<Ask, WindowAnswer> answers = metrics.timed(() -> queries.answer(
                turns.stream().flatMap(turn -> turn.asks().stream()).toList()));
        reached.accept(CycleStep.ANSWERED);
        Instant now = clock.instant();
        Map<String, Decision> decisions = new HashMap<>();
        for (Turn turn : turns) {
            if (turn.isAnswered(answers)) {
                decisions.put(turn.rule().name(), decide(turn, answers, isBelieved, now));
            }
        }
        reached.accept(CycleStep.DECIDED);
        Map<String, List<NotificationIntent>> intents = telling.intents(List.copyOf(decisions.values()), now);
        reached.accept(CycleStep.ROUTED);
        Map<String, CommitOutcome> outcomes = ledger.commit(
                decisions.entrySet().stream()
                        .map(entry -> commit(entry.getValue(), intents.getOrDefault(entry.getKey(), List.of())))
                        .toList(),
                fences);
        reached.accept(CycleStep.COMMITTED);
        decisions.forEach((name, decision) -> {
            boolean isDone = account(decision, outcomes.get(name), fences, now);
            if (!isDone) {
                open.remove(name);
            }
        });
    }

    private Decision decide(Turn turn, Map<Ask, WindowAnswer> answers, boolean isBelieved, Instant now) {
        try {
            return Decider.decide(turn, answers, seenBefore(turn, answers), isBelieved, now, settings);
        } catch (RuntimeException e) {
            // A bug that one rule brings to light must not stop the others.
            LOG.atError().addKeyValue("rule", turn.rule().name()).setCause(e).log("A rule could not be evaluated");
            return Decider.failed(turn, "internal error: " + e, now, settings);
        }
    }

    private @Nullable SeenGroups seenBefore(Turn turn, Map<Ask, WindowAnswer> answers) {
        if (!turn.needsSeenGroups()) {
            return null;
        }
        Ask next = turn.ask(turn.due().windows().getFirst());
        // If nothing is going to be decided, who does not answer is not asked more.
        return answers.get(next) instanceof WindowAnswer.Undecided
                ? null
                : queries.seenGroups(turn.rule(), turn.seenSpan());
    }

    private static RuleCommit commit(Decision decision, List<NotificationIntent> intents) {
        return new RuleCommit(
                decision.turn().rule().name(),
                decision.version(),
                decision.turn().cursor().lastEnd(),
                decision.to(),
                decision.changed(),
                decision.forgotten(),
                decision.isCurrent() ? List.of() : decision.transitions(),
                decision.isCurrent(),
                intents,
                decision.history(),
                decision.failure(),
                decision.turn().pauses(),
                decision.endedPauses());
    }

    /** Nothing but that it is failing: what is held stays held. */
    private static RuleCommit justFailing(Cursor cursor, Cursor.@Nullable Failure failure, List<Pause> pauses) {
        return new RuleCommit(
                cursor.rule(),
                cursor.version(),
                cursor.lastEnd(),
                cursor.lastEnd(),
                List.of(),
                List.of(),
                List.of(),
                false,
                List.of(),
                List.of(),
                failure,
                pauses,
                List.of());
    }

    /** Whether it was written. */
    private boolean account(
            Decision decision, @Nullable CommitOutcome outcome, Map<Integer, Long> fences, Instant now) {
        String rule = decision.turn().rule().name();
        return switch (outcome) {
            case CommitOutcome.Done _ -> {
                metrics.committed(decision, decision.transitions());
                tellFailure(rule, decision.turn().cursor().failure(), decision.failure());
                yield true;
            }
            case CommitOutcome.Overtaken _ -> {
                metrics.overtaken();
                yield false;
            }
            case CommitOutcome.Refused(String reason) -> {
                fail(decision.turn(), "the database refuses what was decided: " + reason, fences, now);
                yield false;
            }
            case null -> false;
        };
    }

    private void fail(Turn turn, String reason, Map<Integer, Long> fences, Instant now) {
        Decision failed = Decider.failed(turn, reason, now, settings);
        String rule = turn.rule().name();
        List<NotificationIntent> intents = telling.intents(List.of(failed), now).getOrDefault(rule, List.of());
        if (ledger.commit(List.of(commit(failed, intents)), fences).get(rule) instanceof CommitOutcome.Refused) {
            ledger.commit(List.of(justFailing(turn.cursor(), failed.failure(), turn.pauses())), fences);
        }
        tellFailure(rule, turn.cursor().failure(), failed.failure());
    }

    private static void tellFailure(String rule, Cursor.@Nullable Failure before, Cursor.@Nullable Failure after) {
        if (after != null && (before == null || !before.reason().equals(after.reason()))) {
            LOG.atWarn()
                    .addKeyValue("rule", rule)
                    .addKeyValue("reason", after.reason())
                    .log("A rule cannot be evaluated; its window waits");
        } else if (after == null && before != null) {
            LOG.atInfo()
                    .addKeyValue("rule", rule)
                    .addKeyValue("failingSince", before.since())
                    .log("A rule is evaluated again");
        }
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

package dev.tocsin.alert;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.store.CommitOutcome;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.RuleCommit;
import dev.tocsin.alert.store.RuleRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due is asked together, then decided in slices: as many windows as fit into the heap with all that they lead to.
 * Each slice is one transaction of cursors, states, intents and history; the next one goes on at the cursors.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Ledger ledger;
    private final DueTurns due;
    private final WindowQueries queries;
    private final Telling telling;
    private final VersionRecords versions;
    private final InstantSource clock;
    private final CycleSettings settings;
    private final CycleMetrics metrics;
    private final Consumer<CycleStep> reached;

    Rounds(
            Ledger ledger,
            DueTurns due,
            WindowQueries queries,
            Telling telling,
            InstantSource clock,
            CycleSettings settings,
            CycleMetrics metrics,
            Consumer<CycleStep> reached) {
        this.ledger = ledger;
        this.due = due;
        this.queries = queries;
        this.telling = telling;
        this.versions = new VersionRecords(queries::search);
        this.clock = clock;
        this.settings = settings;
        this.metrics = metrics;
        this.reached = reached;
    }

    /**
     * @param turns without rows
     * @param fences of the leases under which this is decided, by bucket
     * @param isBelieved whether Elasticsearch has been answering for long enough
     * @return rules whose turn could not be written
     */
    Set<String> run(List<Turn> turns, Map<Integer, Long> fences, boolean isBelieved) {
        if (turns.isEmpty()) {
            return Set.of();
        }
        RoundMemory memory = new RoundMemory(settings.memoryBytes());
        RoundPatience patience = new RoundPatience();
        Map<Ask, WindowAnswer> answers =
                metrics.timed(() -> queries.answer(RoundOrder.asksOf(turns), memory, patience));
        reached.accept(CycleStep.ANSWERED);
        Round round = new Round(memory, patience, answers, fences, isBelieved);
        round.add(turns.stream().filter(turn -> turn.isAnswered(answers)).toList());
        return round.decide();
    }

    /** What was answered, and whose turn it still is. */
    private final class Round {
        private final RoundMemory memory;
        private final RoundPatience patience;
        private final Map<Ask, WindowAnswer> answers;
        private final Map<Integer, Long> fences;
        private final boolean isBelieved;
        private final Deque<Turn> left = new ArrayDeque<>();
        private final Map<String, Long> weights = new HashMap<>();
        private final Map<String, String> faults = new HashMap<>();
        private final Set<String> unwritten = new HashSet<>();

        Round(
                RoundMemory memory,
                RoundPatience patience,
                Map<Ask, WindowAnswer> answers,
                Map<Integer, Long> fences,
                boolean isBelieved) {
            this.memory = memory;
            this.patience = patience;
            this.answers = answers;
            this.fences = fences;
            this.isBelieved = isBelieved;
        }

        void add(List<Turn> turns) {
            weights.putAll(
                    ledger.weigh(turns.stream().map(turn -> turn.rule().name()).toList()));
            turns.forEach(left::addLast);
        }

        Set<String> decide() {
            while (!left.isEmpty()) {
                Instant now = clock.instant();
                commit(decide(load(), now), now);
                memory.endSlice();
            }
            return unwritten;
        }

        /** The next turns with their rows: as many as fit, and at least one. */
        private List<Turn> load() {
            List<Turn> next = new ArrayList<>();
            List<String> names = new ArrayList<>();
            while (!left.isEmpty()) {
                String name = left.getFirst().rule().name();
                long weight = weights.getOrDefault(name, 0L);
                if (!next.isEmpty() && !memory.hasRoomToLoad(weight)) {
                    break;
                }
                memory.add(weight);
                next.add(left.removeFirst());
                names.add(name);
            }
            Map<String, RuleRows> rows = ledger.rows(names);
            faults.clear();
            return next.stream()
                    .map(turn -> {
                        RuleRows ofRule = rows.getOrDefault(turn.rule().name(), RuleRows.NONE);
                        if (ofRule.fault() != null) {
                            faults.put(turn.rule().name(), ofRule.fault());
                        }
                        return turn.with(ofRule.alerts(), ofRule.held());
                    })
                    .toList();
        }

        /** As many as there is room for, and at least one; who is not among them comes in the next slice. */
        private List<Decision> decide(List<Turn> turns, Instant now) {
            List<Decision> decisions = new ArrayList<>();
            for (Turn turn : turns) {
                if (!decisions.isEmpty() && !memory.hasRoomToDecide()) {
                    break;
                }
                decisions.add(decide(turn, now));
                reached.accept(CycleStep.DECIDED);
            }
            turns.subList(decisions.size(), turns.size()).reversed().stream()
                    .map(turn -> turn.with(List.of(), List.of()))
                    .forEach(left::addFirst);
            return decisions;
        }

        private Decision decide(Turn turn, Instant now) {
            String fault = faults.get(turn.rule().name());
            if (fault != null) {
                return Decider.failed(turn, fault, now, settings);
            }
            try {
                return Decider.decide(turn, answers, seenBefore(turn), isBelieved, now, settings, memory);
            } catch (RuntimeException e) {
                // A bug that one rule brings to light must not stop the others.
                LOG.atError()
                        .addKeyValue("rule", turn.rule().name())
                        .setCause(e)
                        .log("A rule could not be evaluated");
                return Decider.failed(turn, "internal error: " + e, now, settings);
            }
        }

        private @Nullable SeenGroups seenBefore(Turn turn) {
            if (!turn.needsSeenGroups()) {
                return null;
            }
            Ask next = turn.ask(turn.due().windows().getFirst());
            // If nothing is going to be decided, who does not answer is not asked more.
            return answers.get(next) instanceof WindowAnswer.Undecided
                    ? null
                    : queries.seenGroups(turn.rule(), turn.seenSpan(), memory, patience);
        }

        private void commit(List<Decision> decisions, Instant now) {
            Map<String, List<NotificationIntent>> intents = telling.intents(decisions, patience, now);
            reached.accept(CycleStep.ROUTED);
            Map<String, CommitOutcome> outcomes = ledger.commit(
                    decisions.stream()
                            .map(decision -> commitOf(decision, intents.getOrDefault(nameOf(decision), List.of())))
                            .toList(),
                    fences);
            reached.accept(CycleStep.COMMITTED);
            for (Decision decision : decisions) {
                if (!account(decision, outcomes.get(nameOf(decision)), now)) {
                    unwritten.add(nameOf(decision));
                } else if (isCut(decision)) {
                    goOn(decision, now);
                }
            }
        }

        /** Whether a window of it is answered and not decided. */
        private boolean isCut(Decision decision) {
            List<Window> windows = decision.turn().due().windows();
            return decision.failure() == null
                    && decision.windows() > 0
                    && decision.windows() < windows.size()
                    && answers.containsKey(decision.turn().ask(windows.get(decision.windows())));
        }

        private void goOn(Decision decision, Instant now) {
            List<Turn> next = due.of(Map.of(nameOf(decision), decision.turn().rule()), now).stream()
                    .filter(turn -> !turn.due().windows().isEmpty() && turn.isAnswered(answers))
                    .toList();
            add(next);
        }

        /** Whether it was written. */
        private boolean account(Decision decision, @Nullable CommitOutcome outcome, Instant now) {
            Turn turn = decision.turn();
            Cursor.Failure before = turn.cursor().failure();
            return switch (outcome) {
                case CommitOutcome.Done _ -> {
                    metrics.committed(decision, decision.transitions());
                    versions.written(decision);
                    tellFailure(turn.rule().name(), before, decision.failure());
                    yield true;
                }
                case CommitOutcome.Overtaken _ -> {
                    metrics.overtaken();
                    yield false;
                }
                case CommitOutcome.Refused(String reason) -> {
                    fail(turn, "the database refuses what was decided: " + reason, now);
                    yield false;
                }
                case null -> false;
            };
        }

        /** Told of, unless the database refuses that as well. */
        private void fail(Turn turn, String reason, Instant now) {
            Decision failed = Decider.failed(turn, reason, now, settings);
            String rule = turn.rule().name();
            List<NotificationIntent> intents =
                    telling.intents(List.of(failed), patience, now).getOrDefault(rule, List.of());
            if (ledger.commit(List.of(commitOf(failed, intents)), fences).get(rule) instanceof CommitOutcome.Refused) {
                ledger.commit(List.of(RuleCommit.failing(turn.cursor(), failed.failure(), turn.pauses())), fences);
            }
            tellFailure(rule, turn.cursor().failure(), failed.failure());
        }

        private RuleCommit commitOf(Decision decision, List<NotificationIntent> intents) {
            return new RuleCommit(
                    nameOf(decision),
                    decision.version(),
                    decision.turn().cursor().lastEnd(),
                    decision.to(),
                    decision.changed(),
                    decision.forgotten(),
                    decision.isTimeToTell() ? List.of() : decision.transitions(),
                    decision.isTimeToTell(),
                    intents,
                    Stream.concat(versions.beside(decision).stream(), decision.history().stream())
                            .toList(),
                    decision.failure(),
                    decision.turn().pauses(),
                    decision.endedPauses(),
                    faults.containsKey(nameOf(decision)),
                    LateRepair.pastOf(decision));
        }
    }

    private static String nameOf(Decision decision) {
        return decision.turn().rule().name();
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
}

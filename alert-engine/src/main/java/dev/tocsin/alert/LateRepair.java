package dev.tocsin.alert;

import dev.tocsin.alert.query.RecountAsk;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.schedule.Panes;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.LateChanges;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.CommitOutcome;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.KnownPast;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.Past;
import dev.tocsin.alert.store.PastWindow;
import dev.tocsin.alert.store.PastWish;
import dev.tocsin.alert.store.RuleCommit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a minute: which windows that were decided have more events now ({@link WindowQueries#recount}), what comes of their
 * rules from before the first such window on ({@link Replay}), what is different from what people know
 * ({@link LateChanges}), and that is told. All that belongs to a rule is one transaction under its fence, at the cursor,
 * which does not move. What fails or dies is simply found again a minute later. Knows by the counts alone that an event came
 * late; no clock of who sent it is asked. Bounded, since nothing is evaluated meanwhile: a few hundred windows and seconds in a
 * look, of who was looked at longest ago first.
 */
final class LateRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LateRepair.class);

    private static final Duration PACE = Duration.ofMinutes(1);

    /** Asked again in one look, of all rules; the first rule may have more. */
    private static final int MOST_WINDOWS = 500;

    /** Then no other rule is begun, and the one that is under way is given up: it rests. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Rules whose alerts are kept in one transaction. */
    private static final int REMEMBERED = 20;

    /** Rules whose windows are in the heap together. */
    private static final int PORTION = 100;

    /** How long a rule is left alone that could not be evaluated again. */
    private static final Duration REST = Duration.ofMinutes(5);

    private final Ledger ledger;
    private final WindowQueries queries;
    private final Telling telling;
    private final InstantSource clock;
    private final CycleSettings settings;
    private final CycleMetrics metrics;
    private final Consumer<CycleStep> reached;
    private final Map<String, Instant> resting = new HashMap<>();
    private final Map<String, Instant> repaired = new HashMap<>();
    private @Nullable Instant lastLook;

    LateRepair(
            Ledger ledger,
            WindowQueries queries,
            Telling telling,
            InstantSource clock,
            CycleSettings settings,
            CycleMetrics metrics,
            Consumer<CycleStep> reached) {
        this.ledger = ledger;
        this.queries = queries;
        this.telling = telling;
        this.clock = clock;
        this.settings = settings;
        this.metrics = metrics;
        this.reached = reached;
    }

    /** What a turn's commit keeps for this. */
    static Past pastOf(Decision decision) {
        if (decision.turn().rule().lateHorizon().isZero()) {
            return Past.NONE;
        }
        List<Transition> steps = decision.transitions().stream()
                .filter(step -> !Decider.isGapNotice(step))
                .toList();
        return decision.isBreak() ? Past.anew(decision.decided(), steps) : Past.more(decision.decided(), steps);
    }

    /**
     * Looks, if a minute is over.
     *
     * @param rules that this engine holds, by name
     * @param fences of the leases under which that is so, by bucket
     */
    void look(Map<String, Rule> rules, Map<Integer, Long> fences) {
        Instant now = clock.instant();
        if (lastLook != null && !now.isBefore(lastLook) && now.isBefore(lastLook.plus(PACE))) {
            return;
        }
        lastLook = now;
        resting.values().removeIf(until -> !until.isAfter(now));
        List<Current> current = currentOnes(rules);
        RoundPatience patience = new RoundPatience();
        List<Grown> grown = new ArrayList<>();
        for (int from = 0; from < current.size(); from += PORTION) {
            grown.addAll(grown(current.subList(from, Math.min(from + PORTION, current.size())), patience, now));
        }
        reached.accept(CycleStep.RECOUNTED);
        repairAll(grown, fences, patience, now);
        for (int from = 0; from < current.size(); from += REMEMBERED) {
            List<Current> some = current.subList(from, Math.min(from + REMEMBERED, current.size()));
            ledger.rememberPast(
                    some.stream().map(one -> PastWish.of(one.rule())).toList(), fences);
        }
        ledger.abandonPast(now);
        repaired.keySet().retainAll(rules.keySet());
    }

    /** Who is left over comes before the others at the next look. */
    private void repairAll(List<Grown> grown, Map<Integer, Long> fences, RoundPatience patience, Instant now) {
        grown.removeIf(one -> resting.containsKey(one.current().name()));
        grown.sort(Comparator.comparing(
                        (Grown one) -> repaired.getOrDefault(one.current().name(), Instant.MIN))
                .thenComparing(Grown::first));
        Instant until = clock.instant().plus(LONGEST);
        int windows = 0;
        int done = 0;
        for (Grown one : grown) {
            if (windows >= MOST_WINDOWS || !clock.instant().isBefore(until)) {
                break;
            }
            String rule = one.current().name();
            repaired.put(rule, now);
            done++;
            try {
                windows += repair(one, fences, patience, now);
            } catch (RuntimeException e) {
                // Its own fault or the database's: the others are looked at in a minute, this one later.
                resting.put(rule, now.plus(REST));
                LOG.atError().addKeyValue("rule", rule).setCause(e).log("A rule could not be evaluated again");
                break;
            }
        }
        if (done < grown.size()) {
            LOG.atInfo()
                    .addKeyValue("rules", grown.size() - done)
                    .log("More events came late than can be looked at now: these rules are next");
        }
    }

    /** A rule all of whose windows that are due are decided. */
    private record Current(Rule rule, Cursor cursor) {
        String name() {
            return rule.name();
        }
    }

    /** Who is failing, catching up or edited has other things to do first. */
    private List<Current> currentOnes(Map<String, Rule> rules) {
        Map<String, Cursor> cursors = ledger.cursors(rules.keySet());
        Set<String> holding = ledger.holding(rules.keySet());
        Map<String, List<Pause>> pauses = ledger.pauses();
        List<Current> current = new ArrayList<>();
        for (Rule rule : rules.values()) {
            Cursor cursor = cursors.get(rule.name());
            if (cursor != null
                    && !rule.lateHorizon().isZero()
                    && cursor.failure() == null
                    && cursor.version().equals(rule.version())
                    && !holding.contains(rule.name())
                    && pauses.getOrDefault(rule.name(), List.of()).isEmpty()) {
                current.add(new Current(rule, cursor));
            }
        }
        current.sort(Comparator.comparing(Current::name));
        return current;
    }

    /**
     * A rule with a window that has more events now.
     *
     * @param first end of the first such window
     */
    private record Grown(Current current, Instant first) {}

    private List<Grown> grown(List<Current> portion, RoundPatience patience, Instant now) {
        Map<String, List<PastWindow>> pasts =
                ledger.pastWindows(portion.stream().map(Current::name).toList());
        Map<String, RecountAsk> counted = new HashMap<>();
        Map<String, RecountAsk> empty = new HashMap<>();
        for (Current one : portion) {
            Rule rule = one.rule();
            String name = one.name();
            List<PastWindow> recent = pasts.getOrDefault(name, List.of()).stream()
                    .filter(past ->
                            past.end().isAfter(now.minus(PastWish.of(rule).horizon())))
                    .toList();
            asked(rule, recent, false).ifPresent(ask -> counted.put(name, ask));
            if (WindowQueries.emptinessMatters(rule)) {
                List<PastWindow> noData = recent.stream()
                        .filter(past -> past.hits() == PastWindow.NO_DATA)
                        .toList();
                asked(rule, noData, true).ifPresent(ask -> empty.put(name, ask));
            }
        }
        List<RecountAsk> asks = new ArrayList<>(counted.values());
        asks.addAll(empty.values());
        Map<RecountAsk, Map<Window, Long>> counts = queries.recount(asks, patience);
        List<Grown> grown = new ArrayList<>();
        for (Current one : portion) {
            Rule rule = one.rule();
            String name = one.name();
            Map<Window, Long> hits = countsOf(counted.get(name), counts);
            Map<Window, Long> events = countsOf(empty.get(name), counts);
            pasts.getOrDefault(name, List.of()).stream()
                    .filter(past -> past.lateAmong(hits.getOrDefault(windowOf(rule, past), 0L)) > 0
                            || events.getOrDefault(windowOf(rule, past), 0L) > 0)
                    .findFirst()
                    .ifPresent(past -> grown.add(new Grown(one, past.end())));
        }
        return grown;
    }

    private static Map<Window, Long> countsOf(@Nullable RecountAsk ask, Map<RecountAsk, Map<Window, Long>> counts) {
        return ask == null ? Map.of() : counts.getOrDefault(ask, Map.of());
    }

    /** As many of the newest windows as one search takes. */
    private static Optional<RecountAsk> asked(Rule rule, List<PastWindow> pasts, boolean ofStreams) {
        List<Window> windows = pasts.stream().map(past -> windowOf(rule, past)).toList();
        while (!windows.isEmpty() && Panes.of(windows).number() > Panes.MOST) {
            windows = windows.subList((windows.size() + 1) / 2, windows.size());
        }
        return windows.isEmpty() ? Optional.empty() : Optional.of(new RecountAsk(rule, windows, ofStreams));
    }

    private static Window windowOf(Rule rule, PastWindow past) {
        return new Window(past.end().minus(rule.window()), past.end());
    }

    /** @return how many windows were asked again */
    private int repair(Grown grown, Map<Integer, Long> fences, RoundPatience patience, Instant now) {
        Rule rule = grown.current().rule();
        Cursor cursor = grown.current().cursor();
        Optional<KnownPast> known = ledger.pastSince(PastWish.of(rule), grown.first())
                .filter(past -> leadsTo(cursor.lastEnd(), rule, past));
        if (known.isEmpty()) {
            return 0;
        }
        KnownPast past = known.get();
        Optional<Replay> replay = replay(rule, past, patience, now);
        reached.accept(CycleStep.ANSWERED);
        // Where counting finds more than deciding, it would be found again each minute.
        boolean isOfUse = replay.isPresent() && commit(rule, cursor, past, replay.get(), fences, patience, now);
        if (!isOfUse) {
            resting.put(rule.name(), now.plus(REST));
        }
        return past.windows().size();
    }

    private Optional<Replay> replay(Rule rule, KnownPast past, RoundPatience patience, Instant now) {
        Instant until = clock.instant().plus(LONGEST);
        Optional<Replay> replay = Replay.of(rule, past, queries, settings, patience, now, () -> {
            reached.accept(CycleStep.ANSWERED);
            return !clock.instant().isAfter(until);
        });
        if (replay.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("rule", rule.name())
                    .addKeyValue("windows", past.windows().size())
                    .log(
                            "Events came late, and the windows cannot be evaluated again now, or have lost events: it is tried later");
        }
        return replay;
    }

    /** Whether these are all windows up to the cursor: none was left out, nobody decided one meanwhile. */
    private static boolean leadsTo(Instant cursor, Rule rule, KnownPast past) {
        Instant end = past.moment();
        for (PastWindow window : past.windows()) {
            if (!FireTimes.after(rule.schedule(), end).equals(Optional.of(window.end()))) {
                return false;
            }
            end = window.end();
        }
        return end.equals(cursor);
    }

    /** @return whether any window came out otherwise */
    private boolean commit(
            Rule rule,
            Cursor cursor,
            KnownPast past,
            Replay replay,
            Map<Integer, Long> fences,
            RoundPatience patience,
            Instant now) {
        LateChanges changes = LateChanges.between(
                rule.name(),
                past.alerts(),
                new LateChanges.Decided(past.transitions(), past.now()),
                new LateChanges.Decided(replay.steps(), replay.alerts()),
                windowOf(rule, past.windows().getLast()),
                rule.condition() instanceof Condition.Each,
                past.gone());
        reached.accept(CycleStep.DECIDED);
        List<Transition> told = CatchUp.collapse(changes.news()).stream()
                .map(Transition::foundLate)
                .toList();
        List<NotificationIntent> intents = telling.intents(rule, told, patience, now);
        reached.accept(CycleStep.ROUTED);
        LateRecords records = LateRecords.of(rule, past, replay, changes);
        Set<AlertState> stored = new HashSet<>(past.now());
        Set<GroupKey> groups = changes.alerts().stream().map(AlertState::group).collect(Collectors.toSet());
        RuleCommit commit = RuleCommit.again(
                cursor,
                changes.alerts().stream()
                        .filter(state -> !stored.contains(state))
                        .toList(),
                past.now().stream()
                        .map(AlertState::group)
                        .filter(group -> !groups.contains(group))
                        .toList(),
                intents,
                records.history(),
                Past.again(past.moment(), records.windows(), changes.steps(), changes.gone()));
        CommitOutcome outcome = ledger.commit(List.of(commit), fences).get(rule.name());
        reached.accept(CycleStep.COMMITTED);
        switch (outcome) {
            case CommitOutcome.Done _ -> {
                metrics.repaired(records.changed(), records.lateEvents());
                LOG.atInfo()
                        .addKeyValue("rule", rule.name())
                        .addKeyValue("windows", records.changed())
                        .addKeyValue("lateEvents", records.lateEvents())
                        .addKeyValue("told", told.size())
                        .log("Events came late; windows were evaluated again");
            }
            case CommitOutcome.Overtaken _ -> metrics.overtaken();
            case CommitOutcome.Refused(String reason) ->
                LOG.atWarn()
                        .addKeyValue("rule", rule.name())
                        .addKeyValue("reason", reason)
                        .log("The database refuses what a second evaluation decided");
            case null -> {}
        }
        return records.changed() > 0;
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.IntentId;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Judgement;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.CommitOutcome;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.Leases;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.Past;
import dev.tocsin.alert.store.RuleCommit;
import dev.tocsin.alert.store.RuleRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what fires by a rule that was removed or disabled: who was told that it began is told that nobody watches it any
 * more, and calls nobody by that. Not before {@link #GRACE} has passed by the database's clock: a rule that is back by then,
 * because a checkout took its file away for a moment, goes on as if it had been there. Nor where no rule is left at all: a
 * folder that is empty by mistake ends no alarm. Alerts become calm under the rule's lease, in one transaction with what is
 * told, so that doing it again does nothing. How long a rule has been missed is remembered here alone: another engine, or
 * this one started again, waits anew. One thread.
 */
final class EndOfWatch {
    static final Duration GRACE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(EndOfWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** Alerts in a look, and of a rule in one transaction; the others come with the next look. */
    private static final int MOST = 1_000;

    private final Ledger ledger;
    private final Map<String, Instant> missedSince = new HashMap<>();
    private Instant nextLook = Instant.MIN;

    EndOfWatch(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param fences of the leases that are held, by bucket: of other rules nothing is ended */
    void look(RuleSet rules, Map<Integer, Long> fences, Instant now) {
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(BETWEEN_LOOKS);
        Map<String, String> unwatched = unwatched(rules, fences);
        missedSince.keySet().retainAll(unwatched.keySet());
        unwatched.keySet().forEach(rule -> missedSince.putIfAbsent(rule, now));
        List<String> over = unwatched.keySet().stream()
                .filter(rule -> !sinceOf(rule).plus(GRACE).isAfter(now))
                .toList();
        if (!over.isEmpty()) {
            end(over, unwatched, fences, now);
        }
    }

    private Instant sinceOf(String rule) {
        return Objects.requireNonNull(missedSince.get(rule));
    }

    /** Rules by which something fires, with what became of them. */
    private Map<String, String> unwatched(RuleSet rules, Map<Integer, Long> fences) {
        Set<String> enabled =
                rules.rules().stream().filter(Rule::enabled).map(Rule::name).collect(Collectors.toSet());
        Map<String, String> unwatched = new TreeMap<>();
        if (rules.rules().stream().allMatch(rule -> HeartbeatRule.isOurs(rule.name()))) {
            return unwatched;
        }
        for (String rule : ledger.rulesThatFire()) {
            boolean isOurs = fences.containsKey(Leases.bucketOf(rule)) && !HeartbeatRule.isOurs(rule);
            if (isOurs && !enabled.contains(rule)) {
                if (rules.rule(rule).isPresent()) {
                    unwatched.put(rule, "disabled");
                } else if (rules.lacks(rule)) {
                    unwatched.put(rule, "removed");
                }
            }
        }
        return unwatched;
    }

    /** Each rule in a transaction of its own; what is more than one look should take comes with the next. */
    private void end(List<String> over, Map<String, String> becameOf, Map<Integer, Long> fences, Instant now) {
        int ended = 0;
        for (String rule : over) {
            if (ended >= MOST) {
                return;
            }
            try {
                ended += end(rule, Objects.requireNonNull(becameOf.get(rule)), fences, now);
            } catch (RuntimeException e) {
                // What comes of one rule's rows must stop neither the others nor the cycle.
                LOG.atError()
                        .addKeyValue("rule", rule)
                        .setCause(e)
                        .log("alerts of a rule that nobody watches any more cannot be ended");
                missedSince.put(rule, now);
            }
        }
    }

    /** @return how many alerts */
    private int end(String rule, String becameOf, Map<Integer, Long> fences, Instant now) {
        RuleRows stored = ledger.rows(List.of(rule)).getOrDefault(rule, RuleRows.NONE);
        List<AlertState> firing = stored.alerts().stream()
                .filter(state -> state.status().isFiring() && state.episodeId() != null)
                .limit(MOST)
                .toList();
        // What this version cannot read stays as it is.
        if (stored.fault() != null || firing.isEmpty()) {
            return 0;
        }
        List<Pause> pauses = ledger.pauses().getOrDefault(rule, List.of());
        Optional<Cursor> known =
                Optional.ofNullable(ledger.cursors(List.of(rule)).get(rule));
        // A disabled rule has none, and what is committed moves one.
        Cursor cursor = known.orElseGet(
                () -> new Cursor(rule, firing.getFirst().version(), lastLookAt(firing), fenceOf(rule, fences), null));
        String reason = "the rule was " + becameOf + " by " + Wording.time(sinceOf(rule)) + ", and it fired until then";
        RuleCommit commit = commit(cursor, firing, stored.held(), reason, pauses, now);
        if (known.isEmpty()) {
            ledger.begin(List.of(cursor));
        }
        ledger.commit(List.of(commit), fences).forEach((of, outcome) -> report(of, outcome, becameOf));
        if (known.isEmpty()) {
            ledger.stop(List.of(rule), fences);
        }
        return firing.size();
    }

    private static long fenceOf(String rule, Map<Integer, Long> fences) {
        return fences.getOrDefault(Leases.bucketOf(rule), 0L);
    }

    private static Instant lastLookAt(List<AlertState> firing) {
        return firing.stream()
                .map(EndOfWatch::lastLookAt)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static Instant lastLookAt(AlertState state) {
        Judgement judged = state.judged();
        return judged == null ? sinceOf(state) : judged.window().end();
    }

    private static Instant sinceOf(AlertState state) {
        return Objects.requireNonNull(state.since());
    }

    private RuleCommit commit(
            Cursor cursor,
            List<AlertState> firing,
            List<Transition> held,
            String reason,
            List<Pause> pauses,
            Instant now) {
        List<String> over =
                firing.stream().map(state -> String.valueOf(state.episodeId())).toList();
        // They were told of the beginning, and the end waits for the rest of what is caught up: which will not come.
        Map<String, Transition> heldEnds = held.stream()
                .filter(step -> step.kind() == TransitionKind.RESOLVED || step.kind() == TransitionKind.EXPIRED)
                .filter(step -> !over.contains(step.episodeId()))
                .collect(Collectors.toMap(Transition::episodeId, step -> step, (_, later) -> later));
        Map<String, AlertNotice> told = ledger.told(
                Stream.concat(over.stream(), heldEnds.keySet().stream()).toList());
        List<HistoryEntry> history = new ArrayList<>();
        List<NotificationIntent> intents = new ArrayList<>();
        for (AlertState state : firing) {
            Transition end = transition(cursor, state, reason);
            history.add(HistoryRecords.ofTransition(end, HistoryRecords.FIRST));
            AlertNotice breach = told.get(end.episodeId());
            if (breach != null) {
                intents.add(intent(breach.unwatched(end.window(), reason), now));
            }
        }
        heldEnds.forEach((episode, end) -> {
            AlertNotice breach = told.get(episode);
            if (breach != null) {
                intents.add(intent(breach.unwatched(end.window(), reason), now));
            }
        });
        return new RuleCommit(
                cursor.rule(),
                cursor.version(),
                cursor.lastEnd(),
                cursor.lastEnd(),
                firing.stream()
                        .filter(EndOfWatch::isRemembered)
                        .map(state -> AlertState.normal(state.group(), state.version(), state.lastSeen()))
                        .toList(),
                firing.stream()
                        .filter(state -> !isRemembered(state))
                        .map(AlertState::group)
                        .toList(),
                List.of(),
                // Beginnings of which nobody was told yet, and never will be.
                true,
                intents,
                history,
                cursor.failure(),
                pauses,
                List.of(),
                false,
                // Decided again it would fire once more.
                Past.anew(List.of(), List.of()));
    }

    /** A group that the rule may miss if it comes back. */
    private static boolean isRemembered(AlertState state) {
        return state.lastSeen() != null && !state.group().equals(GroupKey.ALL);
    }

    /** In the last window in which the rule was evaluated. */
    private static Transition transition(Cursor cursor, AlertState state, String reason) {
        Judgement judged = state.judged();
        Instant end = lastLookAt(state).isAfter(cursor.lastEnd()) ? lastLookAt(state) : cursor.lastEnd();
        // Where there were no data, or no answer, nothing was ever judged.
        Duration length = judged == null
                ? Duration.ofSeconds(1)
                : Duration.between(judged.window().start(), judged.window().end());
        return new Transition(
                cursor.rule(),
                state.version(),
                state.group(),
                new Window(end.minus(length), end),
                TransitionKind.UNWATCHED,
                state.status(),
                AlertStatus.NORMAL,
                String.valueOf(state.episodeId()),
                sinceOf(state),
                state.severity(),
                null,
                null,
                reason,
                null);
    }

    /** For whoever heard of it: the outbox knows who that is. */
    private static NotificationIntent intent(AlertNotice notice, Instant now) {
        String id = IntentId.of(
                "", notice.episodeId(), notice.kind(), notice.window().end());
        return new NotificationIntent(id, "", notice.rule(), now, false, notice);
    }

    private static void report(String rule, CommitOutcome outcome, String becameOf) {
        switch (outcome) {
            case CommitOutcome.Done _ ->
                LOG.atInfo()
                        .addKeyValue("rule", rule)
                        .addKeyValue("became", becameOf)
                        .log("alerts of a rule that nobody watches any more are over");
            case CommitOutcome.Refused(String reason) ->
                LOG.atWarn()
                        .addKeyValue("rule", rule)
                        .addKeyValue("reason", reason)
                        .log("alerts of a rule that nobody watches any more cannot be ended");
            // Its holder, or the next look, does it.
            case CommitOutcome.Overtaken _ -> {}
        }
    }
}

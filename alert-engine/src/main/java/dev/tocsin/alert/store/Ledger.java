package dev.tocsin.alert.store;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.notify.Outbox;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the engine has decided. Cursor, alert states, intents and history of a turn are one transaction, of many rules
 * together; if one of them cannot be written, they are written one by one. Throws {@link DataAccessException} or
 * {@link org.springframework.transaction.TransactionException} when the database cannot be reached: then it is not
 * known what was written, and reading the cursors again tells.
 */
public final class Ledger {
    /** Bytes in the heap, about, of a transition that waits to be told. */
    public static final int OF_HELD = 4 << 10;

    private static final int OF_ALERT = 800;
    private static final int OF_CHANGE = 32;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AlertRows alerts;
    private final HeldRows held;
    private final ToldRows told;
    private final PastRows past;
    private final Outbox outbox;
    private final HistoryQueue history;
    private final String owner;

    public Ledger(
            JdbcTemplate template,
            TransactionTemplate transaction,
            Leases leases,
            Outbox outbox,
            HistoryQueue history) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.transaction = transaction;
        this.alerts = new AlertRows(template);
        this.held = new HeldRows(template);
        this.told = new ToldRows(jdbc);
        this.past = new PastRows(template, alerts);
        this.outbox = outbox;
        this.history = history;
        this.owner = leases.owner();
    }

    /** Of those rules that have one. */
    public Map<String, Cursor> cursors(Collection<String> rules) {
        Map<String, Cursor> byRule = new HashMap<>();
        if (!rules.isEmpty()) {
            jdbc.sql("select * from rule_cursor where rule in (:rules)")
                    .param("rules", rules)
                    .query((row, _) -> new Cursor(
                            row.getString("rule"),
                            row.getString("version"),
                            Timestamps.in(row, "last_end"),
                            row.getLong("fence"),
                            failure(
                                    Timestamps.inOrNull(row, "failing_since"),
                                    row.getString("failing_reason"),
                                    row.getInt("failures"),
                                    Timestamps.inOrNull(row, "retry_at"))))
                    .list()
                    .forEach(cursor -> byRule.put(cursor.rule(), cursor));
        }
        return byRule;
    }

    private static Cursor.@Nullable Failure failure(
            @Nullable Instant since, @Nullable String reason, int tries, @Nullable Instant retryAt) {
        return since == null
                ? null
                : new Cursor.Failure(
                        since, reason == null ? "unknown" : reason, tries, retryAt == null ? since : retryAt);
    }

    /** Those of these rules that have decided what is not told yet. */
    public Set<String> holding(Collection<String> rules) {
        return rules.isEmpty()
                ? Set.of()
                : new HashSet<>(jdbc.sql("select distinct rule from held_transition where rule in (:rules)")
                        .param("rules", rules)
                        .query(String.class)
                        .list());
    }

    /** How many bytes of the heap {@link #rows} take by rule, about; rules without rows are left out. */
    public Map<String, Long> weigh(Collection<String> rules) {
        Map<String, Long> byRule = new HashMap<>();
        if (!rules.isEmpty()) {
            jdbc.sql("""
                            select rule, sum(bytes) as bytes from (
                              select rule, :ofAlert + 2 * octet_length(group_values::text)
                                + :ofChange * coalesce(cardinality(flap_changes), 0) as bytes
                              from alert where rule in (:rules)
                              union all
                              select rule, :ofHeld + octet_length(transition::text) as bytes
                              from held_transition where rule in (:rules)) as rows
                            group by rule""")
                    .param("rules", rules)
                    .param("ofAlert", OF_ALERT)
                    .param("ofChange", OF_CHANGE)
                    .param("ofHeld", OF_HELD)
                    .query(row -> {
                        byRule.put(row.getString("rule"), row.getLong("bytes"));
                    });
        }
        return byRule;
    }

    /** What is stored of these rules, by rule. A row that cannot be read is its own rule's trouble. */
    public Map<String, RuleRows> rows(Collection<String> rules) {
        Map<String, String> faults = new HashMap<>();
        // In a transaction, or the driver reads all rows before the first is looked at.
        Map<String, List<AlertState>> states =
                Objects.requireNonNull(transaction.execute(_ -> alerts.of(rules, faults)));
        Map<String, List<Transition>> transitions = held.of(rules, faults);
        Map<String, RuleRows> byRule = new HashMap<>();
        for (String rule : rules) {
            String fault = faults.get(rule);
            List<Transition> readable = fault == null ? transitions.getOrDefault(rule, List.of()) : List.of();
            byRule.put(rule, new RuleRows(states.getOrDefault(rule, List.of()), readable, fault));
        }
        return byRule;
    }

    /** Rules by which something fires, of all engines; also those that are in force no more. */
    public List<String> rulesThatFire() {
        return told.rulesThatFire();
    }

    /** The newest that channels were to hear of each episode; of which none was, it is left out. */
    public Map<String, AlertNotice> told(Collection<String> episodeIds) {
        return told.newest(episodeIds);
    }

    /** By rule and in order: also those that are over and not accounted for yet. */
    public Map<String, List<Pause>> pauses() {
        return PausedRules.all(jdbc);
    }

    /** Starts rules that have no cursor; one that has is left as it is. */
    public void begin(List<Cursor> cursors) {
        List<Object[]> rows = new ArrayList<>();
        for (Cursor cursor : cursors) {
            rows.add(new Object[] {cursor.rule(), cursor.version(), Timestamps.of(cursor.lastEnd()), cursor.fence()});
        }
        if (!rows.isEmpty()) {
            template.batchUpdate("""
                    insert into rule_cursor (rule, version, last_end, fence) values (?, ?, ?, ?)
                    on conflict (rule) do nothing""", rows);
        }
    }

    /**
     * Stops rules: when they start again, they start at their then current window. Their alerts stay. A rule whose lease
     * is not ours any more is left as it is: its holder may know better.
     *
     * @param fences of the leases under which that was decided, by bucket
     */
    public void stop(Collection<String> rules, Map<Integer, Long> fences) {
        if (rules.isEmpty()) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            Set<Integer> ours = stillOurs(fences);
            List<Object[]> rows = new ArrayList<>();
            rules.stream().sorted().forEach(rule -> {
                int bucket = Leases.bucketOf(rule);
                Long fence = fences.get(bucket);
                if (fence != null && ours.contains(bucket)) {
                    rows.add(new Object[] {rule, fence});
                }
            });
            if (!rows.isEmpty()) {
                int[] stopped = template.batchUpdate("delete from rule_cursor where rule = ? and fence <= ?", rows);
                past.forget(IntStream.range(0, rows.size())
                        .filter(row -> stopped[row] != 0)
                        .mapToObj(row -> (String) rows.get(row)[0])
                        .toList());
            }
        });
    }

    /**
     * @param fences of the leases under which the commits were decided, by bucket
     * @return by rule
     */
    public Map<String, CommitOutcome> commit(List<RuleCommit> commits, Map<Integer, Long> fences) {
        // All engines lock in the same order.
        List<RuleCommit> ordered =
                commits.stream().sorted(Comparator.comparing(RuleCommit::rule)).toList();
        try {
            return write(ordered, fences);
        } catch (DataAccessResourceFailureException | TransientDataAccessException e) {
            throw e;
        } catch (DataAccessException e) {
            return oneByOne(ordered, fences);
        }
    }

    private Map<String, CommitOutcome> oneByOne(List<RuleCommit> commits, Map<Integer, Long> fences) {
        Map<String, CommitOutcome> outcomes = new LinkedHashMap<>();
        for (RuleCommit commit : commits) {
            try {
                outcomes.putAll(write(List.of(commit), fences));
            } catch (DataAccessResourceFailureException | TransientDataAccessException e) {
                throw e;
            } catch (DataAccessException e) {
                // The first line says what; the rest repeats the row.
                String reason = String.valueOf(e.getMostSpecificCause().getMessage());
                outcomes.put(
                        commit.rule(),
                        new CommitOutcome.Refused(reason.lines().findFirst().orElse("unknown")));
            }
        }
        return outcomes;
    }

    private Map<String, CommitOutcome> write(List<RuleCommit> commits, Map<Integer, Long> fences) {
        Map<String, CommitOutcome> outcomes = new LinkedHashMap<>();
        transaction.executeWithoutResult(_ -> {
            outcomes.clear();
            Set<Integer> ours = stillOurs(fences);
            // Read after the leases are held: whoever pauses waits for them.
            Map<String, List<Pause>> pauses = pauses();
            List<NotificationIntent> intents = new ArrayList<>();
            List<HistoryEntry> entries = new ArrayList<>();
            Map<String, Past> pasts = new LinkedHashMap<>();
            for (RuleCommit commit : commits) {
                int bucket = Leases.bucketOf(commit.rule());
                Long fence = fences.get(bucket);
                boolean isAsDecided =
                        pauses.getOrDefault(commit.rule(), List.of()).equals(commit.pauses());
                if (fence == null || !ours.contains(bucket) || !isAsDecided || !moveCursor(commit, fence)) {
                    outcomes.put(commit.rule(), new CommitOutcome.Overtaken());
                    continue;
                }
                PausedRules.remove(jdbc, commit.rule(), commit.endedPauses());
                if (commit.isBlind()) {
                    alerts.add(commit.rule(), commit.changed());
                } else {
                    alerts.write(commit.rule(), commit.changed());
                    alerts.forget(commit.rule(), commit.forgotten());
                }
                if (commit.clearHeld() && !commit.isBlind()) {
                    held.clear(commit.rule());
                }
                held.add(commit.hold());
                intents.addAll(commit.intents());
                entries.addAll(commit.history());
                pasts.put(commit.rule(), commit.past());
                outcomes.put(commit.rule(), new CommitOutcome.Done());
            }
            past.add(pasts);
            outbox.add(intents);
            history.add(entries);
        });
        return outcomes;
    }

    /** Keeps where rules stand, now and then, so that their windows can be decided again; drops what is too old for that. */
    public void rememberPast(Collection<PastWish> wishes, Map<Integer, Long> fences) {
        if (!wishes.isEmpty()) {
            transaction.executeWithoutResult(_ -> {
                Set<Integer> ours = stillOurs(fences);
                past.remember(
                        wishes, cursors(wishes.stream().map(PastWish::rule).toList()), ours);
            });
        }
    }

    /** The windows of these rules that can be decided again, in order. */
    public Map<String, List<PastWindow>> pastWindows(Collection<String> rules) {
        return past.windows(rules);
    }

    /** What is known of a rule from before a window on; empty if that is not enough to decide it again. */
    public Optional<KnownPast> pastSince(PastWish wish, Instant end) {
        return Objects.requireNonNull(transaction.execute(_ -> past.since(wish.rule(), wish.settings(), end)));
    }

    /** Forgets what was kept of rules that have not been evaluated for days. */
    public void abandonPast(Instant now) {
        transaction.executeWithoutResult(_ -> past.abandon(now));
    }

    /** The leases cannot change hands before this transaction ends. */
    private Set<Integer> stillOurs(Map<Integer, Long> fences) {
        Set<Integer> ours = new HashSet<>();
        jdbc.sql("select bucket, fence from lease where owner = ? order by bucket for share")
                .param(owner)
                .query((row, _) -> Map.entry(row.getInt("bucket"), row.getLong("fence")))
                .list()
                .forEach(lease -> {
                    if (lease.getValue().equals(fences.get(lease.getKey()))) {
                        ours.add(lease.getKey());
                    }
                });
        return ours;
    }

    private boolean moveCursor(RuleCommit commit, long fence) {
        Cursor.Failure failure = commit.failure();
        return jdbc.sql("""
                                update rule_cursor set
                                  version = :version, last_end = :to, fence = :fence, failing_since = :since,
                                  failing_reason = :reason, failures = :tries, retry_at = :retryAt
                                where rule = :rule and last_end = :from and fence <= :fence""")
                        .param("version", commit.version())
                        .param("to", Timestamps.of(commit.to()))
                        .param("fence", fence)
                        .param("since", Timestamps.orNull(failure == null ? null : failure.since()))
                        .param("reason", failure == null ? null : failure.reason())
                        .param("tries", failure == null ? 0 : failure.tries())
                        .param("retryAt", Timestamps.orNull(failure == null ? null : failure.retryAt()))
                        .param("rule", commit.rule())
                        .param("from", Timestamps.of(commit.from()))
                        .update()
                == 1;
    }
}

package dev.tocsin.alert.store;

import dev.tocsin.alert.api.RulePauses;
import dev.tocsin.alert.schedule.Pause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which rules are paused. Pausing waits for a commit of the rule that is being written, and every later commit sees it:
 * when it is said that a rule is paused, nothing is decided of it any more.
 */
public final class PausedRules implements RulePauses {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    /** @param clock of the database */
    public PausedRules(JdbcClient jdbc, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public Pause pause(String rule, Optional<Duration> length, String by, String comment) {
        Pause paused = transaction.execute(_ -> {
            holdOff(rule);
            Instant now = clock.instant();
            return jdbc.sql("""
                            insert into rule_pause (rule, since, until, by_whom, comment)
                            values (
                              :rule,
                              coalesce(
                                (select max(since) from rule_pause where rule = :rule and (until is null or until > :now)),
                                :now),
                              :until, :by, :comment)
                            on conflict (rule, since) do update set
                              until = excluded.until, by_whom = excluded.by_whom, comment = excluded.comment
                            returning since, until, by_whom, comment""")
                    .param("rule", rule)
                    .param("now", Timestamps.of(now))
                    .param("until", Timestamps.orNull(length.map(now::plus).orElse(null)))
                    .param("by", StoredNotices.text(by))
                    .param("comment", StoredNotices.text(comment))
                    .query((row, _) -> pause(row))
                    .single();
        });
        if (paused == null) {
            throw new IllegalStateException("a pause that was written is not there");
        }
        return paused;
    }

    @Override
    public boolean resume(String rule) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            holdOff(rule);
            Instant now = clock.instant();
            return jdbc.sql("update rule_pause set until = :now where rule = :rule and (until is null or until > :now)")
                            .param("now", Timestamps.of(now))
                            .param("rule", rule)
                            .update()
                    == 1;
        }));
    }

    /** Commits hold their leases until they are written. */
    private void holdOff(String rule) {
        jdbc.sql("select bucket from lease where bucket = ? for update")
                .param(Leases.bucketOf(rule))
                .query((row, _) -> row.getInt("bucket"))
                .list();
    }

    @Override
    public Map<String, Pause> pauses() {
        Instant now = clock.instant();
        Map<String, Pause> pauses = new HashMap<>();
        all(jdbc).forEach((rule, ofRule) -> {
            if (!ofRule.getLast().isOver(now)) {
                pauses.put(rule, ofRule.getLast());
            }
        });
        return pauses;
    }

    /** By rule and in order, also those that are over and not accounted for. */
    static Map<String, List<Pause>> all(JdbcClient jdbc) {
        Map<String, List<Pause>> pauses = new HashMap<>();
        jdbc.sql("select * from rule_pause order by rule, since")
                .query((row, _) -> Map.entry(row.getString("rule"), pause(row)))
                .list()
                .forEach(row -> pauses.computeIfAbsent(row.getKey(), _ -> new ArrayList<>())
                        .add(row.getValue()));
        return pauses;
    }

    static void remove(JdbcClient jdbc, String rule, List<Pause> pauses) {
        for (Pause pause : pauses) {
            jdbc.sql("delete from rule_pause where rule = ? and since = ?")
                    .param(rule)
                    .param(Timestamps.of(pause.since()))
                    .update();
        }
    }

    private static Pause pause(ResultSet row) throws SQLException {
        @Nullable Instant until = Timestamps.inOrNull(row, "until");
        return new Pause(Timestamps.in(row, "since"), until, row.getString("by_whom"), row.getString("comment"));
    }
}

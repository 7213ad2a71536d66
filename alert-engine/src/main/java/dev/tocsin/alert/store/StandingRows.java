package dev.tocsin.alert.store;

import dev.tocsin.alert.notify.Standing;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Timing;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.Judgement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Alerts that fire and were told; runs in the caller's transaction. */
final class StandingRows {
    private static final int MOST = 1_000;

    private final JdbcClient jdbc;

    StandingRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * In the order of what was told of them last; a part.
     *
     * @param all also those that are not told again yet
     * @param after where the part before ended; 0 for the first
     */
    Part standing(boolean all, long after) {
        List<Standing> standing = new ArrayList<>();
        AtomicLong last = new AtomicLong();
        AtomicInteger rows = new AtomicInteger();
        jdbc.sql("""
                        with told as (
                          select o.channel, o.episode, max(o.position) as newest, min(o.finished_at) as first_told,
                            max(o.finished_at) as last_told,
                            min(o.finished_at) filter (where o.kind = 'ESCALATED') as worse_told,
                            bool_or(o.occasion <> 'UNACKNOWLEDGED') as by_news
                          from outbox o join open_alert using (episode)
                          where o.state in ('sent', 'dead') and o.kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
                          group by o.channel, o.episode having max(o.position) > :after)
                        select o.channel, o.group_key, o.notice, o.group_interval_ms, o.repeat_interval_ms, told.newest,
                          told.first_told, told.last_told, told.worse_told, told.by_news, open.severity as severity_now,
                          open.judged_value, open.judged_threshold, open.judged_start, open.judged_end
                        from told
                        join outbox o on o.position = told.newest
                        join open_alert open on open.episode = told.episode and open.rule = o.rule
                        where not exists (select 1 from outbox w where w.channel = told.channel
                            and w.episode = told.episode and (w.state in ('waiting', 'sending')
                              or (w.state = 'suppressed' and w.position > told.newest)))
                          and (:all or (o.repeat_interval_ms > 0
                            and told.last_told + o.repeat_interval_ms * interval '1 millisecond' <= clock_timestamp()))
                        order by told.newest limit :most""")
                .param("all", all)
                .param("after", after)
                .param("most", MOST)
                .query(row -> {
                    rows.incrementAndGet();
                    last.set(row.getLong("newest"));
                    AlertNotice notice = StoredNotices.readOrNull(row.getString("notice"));
                    if (notice != null) {
                        standing.add(standing(row, asOfNow(row, notice)));
                    }
                });
        return new Part(standing, rows.get() < MOST ? Optional.empty() : Optional.of(last.get()));
    }

    /** @param next where the next part begins; empty if there is none */
    record Part(List<Standing> standing, Optional<Long> next) {}

    /** Oldest first. */
    List<AlertNotice> goingOn(String life) {
        return jdbc
                .sql("""
                        select notice from outbox where position in (
                          select max(o.position) from outbox o
                          join open_alert open on open.rule = o.rule and open.episode = o.episode
                          where o.life = :life and o.kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
                          group by o.episode)
                        order by position limit :most""")
                .param("life", life)
                .param("most", MOST)
                .query((row, number) -> Optional.ofNullable(StoredNotices.readOrNull(row.getString("notice"))))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static AlertNotice asOfNow(ResultSet row, AlertNotice notice) throws SQLException {
        Judgement judged = AlertRows.judgement(row);
        @Nullable String severity = row.getString("severity_now");
        return judged == null || notice.value() == null
                ? notice
                : notice.judgedAgain(
                        named(severity).orElse(notice.severity()), judged.value(), judged.threshold(), judged.window());
    }

    /** A word of another version says nothing. */
    private static Optional<Severity> named(@Nullable String word) {
        return Stream.of(Severity.values())
                .filter(severity -> severity.name().equals(word))
                .findFirst();
    }

    private static Standing standing(ResultSet row, AlertNotice notice) throws SQLException {
        return new Standing(
                row.getString("channel"),
                row.getString("group_key"),
                notice,
                Timestamps.in(row, "first_told"),
                Timestamps.in(row, "last_told"),
                Timestamps.inOrNull(row, "worse_told"),
                row.getBoolean("by_news"),
                new Timing(
                        Duration.ofMillis(row.getLong("group_interval_ms")),
                        Duration.ofMillis(row.getLong("repeat_interval_ms"))));
    }
}

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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Alerts that fire and were told; runs in the caller's transaction. */
final class StandingRows {
    private static final int MOST = 1_000;

    private final JdbcClient jdbc;

    StandingRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The longest told first; of very many the rest follows when these were told again. */
    List<Standing> standing(boolean all) {
        List<Standing> standing = new ArrayList<>();
        jdbc.sql("""
                        with open as (
                          select *, left(encode(sha256(convert_to(episode_id, 'UTF8')), 'hex'), 40) as episode from alert
                          where status in ('ALERTING', 'RECOVERING', 'NO_DATA', 'ERROR')),
                        told as (
                          select o.channel, o.episode, max(o.position) as newest, min(o.finished_at) as first_told,
                            max(o.finished_at) as last_told
                          from outbox o join open using (episode)
                          where o.state = 'sent' and o.kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
                          group by o.channel, o.episode)
                        select o.channel, o.group_key, o.notice, o.group_interval_ms, o.repeat_interval_ms,
                          told.first_told, told.last_told, open.severity as severity_now, open.judged_value,
                          open.judged_threshold, open.judged_start, open.judged_end
                        from told
                        join outbox o on o.position = told.newest and o.channel = told.channel
                        join open on open.episode = told.episode and open.rule = o.rule
                        where not exists (select 1 from outbox w where w.channel = told.channel
                            and w.episode = told.episode and w.state in ('waiting', 'sending', 'suppressed'))
                          and (:all or (o.repeat_interval_ms > 0
                            and told.last_told + o.repeat_interval_ms * interval '1 millisecond' <= clock_timestamp()))
                        order by told.last_told limit :most""").param("all", all).param("most", MOST).query(row -> {
            AlertNotice notice = StoredNotices.readOrNull(row.getString("notice"));
            if (notice != null) {
                standing.add(standing(row, asOfNow(row, notice)));
            }
        });
        return standing;
    }

    /** Oldest first. */
    List<AlertNotice> goingOn(String life) {
        return jdbc
                .sql("""
                        select notice from outbox where position in (
                          select max(o.position) from outbox o
                          join alert on alert.rule = o.rule
                            and left(encode(sha256(convert_to(alert.episode_id, 'UTF8')), 'hex'), 40) = o.episode
                          where o.life = :life and alert.status in ('ALERTING', 'RECOVERING', 'NO_DATA', 'ERROR')
                            and o.kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
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
                        severity == null ? null : Severity.valueOf(severity),
                        judged.value(),
                        judged.threshold(),
                        judged.window());
    }

    private static Standing standing(ResultSet row, AlertNotice notice) throws SQLException {
        return new Standing(
                row.getString("channel"),
                row.getString("group_key"),
                notice,
                Timestamps.in(row, "first_told"),
                Timestamps.in(row, "last_told"),
                new Timing(
                        Duration.ofMillis(row.getLong("group_interval_ms")),
                        Duration.ofMillis(row.getLong("repeat_interval_ms"))));
    }
}

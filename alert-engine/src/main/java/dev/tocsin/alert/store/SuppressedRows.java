package dev.tocsin.alert.store;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Intents that are not told, for now or for good; runs in the caller's transaction. */
final class SuppressedRows {
    private static final int MOST = 5_000;

    private final JdbcClient jdbc;
    private final NotificationRecords records;

    SuppressedRows(JdbcClient jdbc, NotificationRecords records) {
        this.jdbc = jdbc;
        this.records = records;
    }

    /** @param why null for the end of what was suppressed */
    void withhold(String id, @Nullable Suppression why, boolean isForGood) {
        jdbc.sql("""
                        update outbox set state = :state,
                          suppressed_at = case when :cause::text is null then suppressed_at
                            else coalesce(suppressed_at, clock_timestamp()) end,
                          suppressed_cause = coalesce(:cause, suppressed_cause),
                          suppressed_by = coalesce(:by, suppressed_by),
                          suppressed_reason = coalesce(:why, suppressed_reason),
                          finished_at = case when :forGood then clock_timestamp() end,
                          reason = case when :forGood then :reason end
                        where id = :id and state in ('waiting', 'suppressed')""")
                .param("id", id)
                .param("state", isForGood ? "unsaid" : "suppressed")
                .param("cause", why == null ? null : why.cause().name())
                .param("by", why == null ? null : StoredNotices.text(why.by()))
                .param("why", why == null ? null : StoredNotices.text(why.reason()))
                .param("forGood", isForGood)
                .param(
                        "reason",
                        why == null
                                ? "the channel was not told that it began"
                                : "not told: " + StoredNotices.text(why.reason()))
                .update();
        records.write(List.of(id));
    }

    private record Row(String id, String channel, String episode, boolean isOpen, String why, AlertNotice notice) {}

    /**
     * Looks again at what is suppressed: what nothing suppresses any more waits again if its alert still fires, and is left
     * unsaid if it does not.
     *
     * @return how many intents wait again
     */
    int review(Suppressions suppressions) {
        Map<String, List<Row>> episodes = new LinkedHashMap<>();
        for (Row row : suppressed()) {
            episodes.computeIfAbsent(row.channel() + "|" + row.episode(), _ -> new ArrayList<>())
                    .add(row);
        }
        int released = 0;
        for (List<Row> episode : episodes.values()) {
            Row newest = episode.getLast();
            Optional<Suppression> why = suppressions.on(newest.notice(), newest.channel());
            if (!newest.isOpen()) {
                episode.forEach(row -> leaveUnsaid(row.id()));
            } else if (why.isEmpty()) {
                episode.forEach(row -> release(row.id()));
                released += episode.size();
            } else if (!why.get().reason().equals(newest.why())) {
                episode.forEach(row -> withhold(row.id(), why.get(), false));
            }
        }
        return released;
    }

    /** Rows that another engine looks at now are left to it. */
    private List<Row> suppressed() {
        List<Row> rows = new ArrayList<>();
        jdbc.sql("""
                        select o.id, o.channel, o.episode, o.notice, o.suppressed_reason, open.episode is not null as open
                        from outbox o
                        left join (
                          select rule, left(encode(sha256(convert_to(episode_id, 'UTF8')), 'hex'), 40) as episode from alert
                          where status in ('ALERTING', 'RECOVERING', 'NO_DATA', 'ERROR')
                            and rule in (select rule from outbox where state = 'suppressed')) open
                          on open.rule = o.rule and open.episode = o.episode
                        where o.state = 'suppressed' order by o.position limit :most for update of o skip locked""").param("most", MOST).query(row -> {
            AlertNotice notice = StoredNotices.readOrNull(row.getString("notice"));
            if (notice == null) {
                // Who delivers gives up what it cannot read, and says so.
                release(row.getString("id"));
                return;
            }
            rows.add(new Row(
                    row.getString("id"),
                    row.getString("channel"),
                    row.getString("episode"),
                    row.getBoolean("open"),
                    row.getString("suppressed_reason"),
                    notice));
        });
        return rows;
    }

    private void release(String id) {
        jdbc.sql("""
                        update outbox set state = 'waiting', not_before = clock_timestamp()
                        where id = :id and state = 'suppressed'""").param("id", id).update();
    }

    private void leaveUnsaid(String id) {
        jdbc.sql("""
                        update outbox set state = 'unsaid', finished_at = clock_timestamp(),
                          reason = 'it was over before it could be told: ' || suppressed_reason
                        where id = :id and state = 'suppressed'""").param("id", id).update();
        records.write(List.of(id));
    }
}

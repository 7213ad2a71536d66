package dev.tocsin.alert.store;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.history.NotificationRecord;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.store.StoredNotices.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hands what was decided about intents to the history; runs in the transaction that decides it. */
final class NotificationRecords {
    private final JdbcClient jdbc;
    private final HistoryQueue history;

    NotificationRecords(JdbcClient jdbc, HistoryQueue history) {
        this.jdbc = jdbc;
        this.history = history;
    }

    /** As their rows are now; what was written before of the same intents is written over. */
    void write(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        history.add(jdbc.sql("select *, clock_timestamp() as now from outbox where id = any (:ids) order by position")
                .param("ids", ids.toArray(String[]::new))
                .query((row, number) -> historyOf(row))
                .list());
    }

    private static HistoryEntry historyOf(ResultSet row) throws SQLException {
        Instant finished = Timestamps.inOrNull(row, "finished_at");
        NotificationRecord.Fate fate = new NotificationRecord.Fate(
                row.getString("id"),
                row.getString("channel"),
                row.getString("state"),
                row.getInt("attempts"),
                finished == null ? Timestamps.in(row, "now") : finished,
                row.getString("answer"),
                row.getString("reason"),
                row.getString("message"),
                suppressionOf(row));
        return switch (StoredNotices.read(row.getString("notice"))) {
            case Stored.Readable(AlertNotice notice) -> NotificationRecord.of(fate, notice);
            case Stored.Unreadable(var _, Window window) ->
                NotificationRecord.ofUnreadable(fate, row.getString("rule"), row.getString("kind"), window);
        };
    }

    private static NotificationRecord.@Nullable Suppressed suppressionOf(ResultSet row) throws SQLException {
        String cause = row.getString("suppressed_cause");
        return cause == null
                ? null
                : new NotificationRecord.Suppressed(
                        cause,
                        row.getString("suppressed_by"),
                        row.getString("suppressed_reason"),
                        Timestamps.in(row, "suppressed_at"));
    }
}

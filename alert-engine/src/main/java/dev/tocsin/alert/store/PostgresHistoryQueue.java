package dev.tocsin.alert.store;

import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.history.HistoryBacklog;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.history.UnwrittenWindows;
import dev.tocsin.alert.history.WindowChoice;
import dev.tocsin.alert.history.WindowPlace;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The queue into the history, as rows beside the decisions. {@link #add} joins the caller's transaction. */
public final class PostgresHistoryQueue implements HistoryQueue, HistoryBacklog, UnwrittenWindows {
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    public PostgresHistoryQueue(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    @Override
    public void add(List<HistoryEntry> entries) {
        RowBatches.write(template, """
                insert into history_queue (kind, id, day, rule, window_end, document)
                values (?, ?, ?, ?, ?, ?::json)""", entries, entry -> new @Nullable Object[] {
            entry.kind(),
            StoredNotices.text(entry.id()),
            entry.day(),
            StoredNotices.text(entry.document().getString("rule", "")),
            entry.windowEnd().map(Timestamps::of).orElse(null),
            entry.document().toString()
        });
    }

    @Override
    public List<Row> oldest(int most) {
        return jdbc.sql("""
                        select position, kind, id, day, document from history_queue
                        where refused is null order by position limit ?""")
                .param(most)
                .query((row, number) -> new Row(
                        row.getLong("position"),
                        new HistoryEntry(
                                row.getString("kind"),
                                row.getString("id"),
                                row.getObject("day", LocalDate.class),
                                read(row.getString("document")))))
                .list();
    }

    @Override
    public void remove(List<Long> positions) {
        jdbc.sql("delete from history_queue where position = any (:positions)")
                .param("positions", positions.toArray(Long[]::new))
                .update();
    }

    @Override
    public void refuse(Map<Long, String> reasons) {
        List<Object[]> rows = new ArrayList<>();
        reasons.forEach((position, reason) -> rows.add(new Object[] {StoredNotices.text(reason), position}));
        if (!rows.isEmpty()) {
            template.batchUpdate("update history_queue set refused = ? where position = ?", rows);
        }
    }

    @Override
    public Depth depth() {
        return jdbc.sql("""
                        select count(*) filter (where refused is null) as waiting,
                          count(*) filter (where refused is not null) as refused,
                          coalesce(extract(epoch from clock_timestamp()
                            - min(added_at) filter (where refused is null)), 0) as oldest
                        from history_queue""")
                .query((row, number) ->
                        new Depth(row.getLong("waiting"), row.getLong("refused"), row.getLong("oldest")))
                .single();
    }

    @Override
    public List<HistoryEntry> notYetWritten(String kind, String rule, Instant from, Instant to, int most) {
        return jdbc.sql("""
                        select kind, id, day, document from history_queue
                        where kind = :kind and rule = :rule and window_end >= :from and window_end < :to
                        order by window_end desc, position desc limit :most""")
                .param("kind", kind)
                .param("rule", StoredNotices.text(rule))
                .param("from", Timestamps.of(from))
                .param("to", Timestamps.of(to))
                .param("most", most)
                .query((row, number) -> new HistoryEntry(
                        row.getString("kind"),
                        row.getString("id"),
                        row.getObject("day", LocalDate.class),
                        read(row.getString("document"))))
                .list();
    }

    /** What is in a window's id is read from there: PostgreSQL cannot look into JSON that holds a NUL. */
    @Override
    public List<HistoryEntry> windows(WindowChoice choice, Optional<WindowPlace> after, int most) {
        return jdbc.sql("""
                        select kind, id, day, document
                        from (select *, split_part(id, '|', 2) collate "C" as version,
                                coalesce(substring(id from '[0-9]+$'), '0')::bigint as revision, rule collate "C" as name
                              from history_queue
                              where kind = 'window' and window_end >= :from and window_end < :to) as waiting
                        where case when :rule::text is null then rule <> :heartbeat else rule = :rule end
                          and (not :later or window_end < :end or (window_end = :end
                            and (name, version, -revision) > (:lastRule, :lastVersion, :lastRevision)))
                        order by window_end desc, name, version, revision desc, position desc limit :most""")
                .param("rule", StoredNotices.textOrNull(choice.rule()))
                .param("heartbeat", HeartbeatRule.NAME)
                .param("from", Timestamps.of(choice.from()))
                .param("to", Timestamps.of(choice.to()))
                .param("later", after.isPresent())
                .param("end", Timestamps.of(after.map(WindowPlace::end).orElse(choice.to())))
                .param("lastRule", after.map(WindowPlace::rule).orElse(""))
                .param("lastVersion", after.map(WindowPlace::version).orElse(""))
                .param("lastRevision", after.map(place -> -place.revision()).orElse(0L))
                .param("most", most)
                .query((row, _) -> new HistoryEntry(
                        row.getString("kind"),
                        row.getString("id"),
                        row.getObject("day", LocalDate.class),
                        read(row.getString("document"))))
                .list();
    }

    private static JsonObject read(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}

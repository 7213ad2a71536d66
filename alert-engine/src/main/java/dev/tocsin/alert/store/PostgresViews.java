package dev.tocsin.alert.store;

import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.api.NotificationViews;
import dev.tocsin.alert.api.RuleViews;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.state.AlertId;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.store.StoredNotices.Stored;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the API shows, read from the engine's tables; changes nothing. */
public final class PostgresViews implements RuleViews, AlertViews, NotificationViews {
    private static final String[] NOT_CALM = Stream.of(AlertStatus.values())
            .filter(status -> status != AlertStatus.NORMAL)
            .map(Enum::name)
            .toArray(String[]::new);

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    public PostgresViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.clock = new DatabaseClock(jdbc);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Map<String, Progress> progress() {
        Map<String, Progress> byRule = new LinkedHashMap<>();
        jdbc.sql("select * from rule_cursor order by rule")
                .query((row, number) -> Map.entry(
                        row.getString("rule"),
                        new Progress(
                                row.getString("version"),
                                Timestamps.in(row, "last_end"),
                                Timestamps.inOrNull(row, "failing_since"),
                                row.getString("failing_reason"),
                                row.getInt("failures"),
                                Timestamps.inOrNull(row, "retry_at"))))
                .list()
                .forEach(entry -> byRule.put(entry.getKey(), entry.getValue()));
        return byRule;
    }

    @Override
    public List<Alert> alerts(Set<AlertStatus> states, int most) {
        return jdbc.sql("""
                        select * from alert where status = any (:states)
                        order by rule, since, group_id limit :most""")
                .param("states", states.stream().map(Enum::name).toArray(String[]::new))
                .param("most", most)
                .query((row, number) -> alert(row))
                .list();
    }

    @Override
    public Optional<Alert> alert(String id) {
        return jdbc.sql("select * from alert where status = any (:states)")
                .param("states", NOT_CALM)
                .query((ResultSet rows) -> {
                    while (rows.next()) {
                        Alert alert = alert(rows);
                        if (alert.id().equals(id)) {
                            return Optional.of(alert);
                        }
                    }
                    return Optional.<Alert>empty();
                });
    }

    @Override
    public Page page(Choice choice, Optional<String> after, int most) {
        List<String> last = after.map(PostgresViews::opened).orElse(List.of("", "", ""));
        List<Row> found = jdbc.sql("""
                        select *, coalesce(since, '-infinity')::text as since_text from alert
                        where (status = any (:states) or (:flapping and flapping_since is not null))
                          and (rule, coalesce(since, '-infinity'), group_id) > (:rule, :since::timestamptz, :group)
                        order by rule, coalesce(since, '-infinity'), group_id limit :most""")
                .param("states", choice.states().stream().map(Enum::name).toArray(String[]::new))
                .param("flapping", choice.alsoFlapping())
                .param("rule", last.get(0))
                .param("since", last.get(1).isEmpty() ? "-infinity" : last.get(1))
                .param("group", last.get(2))
                .param("most", most + 1)
                .query((row, number) -> new Row(
                        alert(row),
                        sealed(List.of(row.getString("rule"), row.getString("since_text"), row.getString("group_id")))))
                .list();
        List<Row> shown = found.subList(0, Math.min(most, found.size()));
        return new Page(
                shown.stream().map(Row::alert).toList(),
                found.size() > most ? shown.getLast().place() : null);
    }

    private record Row(Alert alert, String place) {}

    private static String sealed(List<String> place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\0", place).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if it is no place of ours */
    private static List<String> opened(String place) {
        List<String> parts =
                List.of(new String(Base64.getUrlDecoder().decode(place), StandardCharsets.UTF_8).split("\0", -1));
        String since = "-infinity|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?[+-][0-9:]{2,8}";
        if (parts.size() != 3 || !parts.get(1).matches(since)) {
            throw new IllegalArgumentException("not a place in the list of alerts");
        }
        return parts;
    }

    @Override
    public List<String> rulesWithAlerts() {
        return jdbc.sql("select distinct rule from alert where status <> 'NORMAL' order by rule")
                .query((row, number) -> row.getString("rule"))
                .list();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        String severity = row.getString("severity");
        String rule = row.getString("rule");
        Map<String, String> group = groupOf(row.getString("group_values"));
        return new Alert(
                AlertId.of(rule, new GroupKey(group)),
                rule,
                group,
                AlertStatus.valueOf(row.getString("status")),
                severity == null ? null : severity.toLowerCase(Locale.ROOT),
                Timestamps.inOrNull(row, "since"),
                row.getString("episode_id"),
                AlertRows.judgement(row),
                flapping(row));
    }

    private static @Nullable Flapping flapping(ResultSet row) throws SQLException {
        Instant since = Timestamps.inOrNull(row, "flapping_since");
        return since == null
                ? null
                : new Flapping(since, Timestamps.inArray(row, "flap_changes").size());
    }

    @Override
    public List<Notification> notifications(
            Optional<String> state, Optional<String> rule, Optional<String> after, int most) {
        List<String> conditions = new ArrayList<>();
        state.ifPresent(word -> conditions.add("state = :state"));
        // The heartbeat tells nobody, and would fill the list.
        conditions.add(rule.isPresent() ? "rule = :rule" : "rule <> :heartbeat");
        after.ifPresent(_ -> conditions.add("position < (select position from outbox where id = :after)"));
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        return jdbc.sql("select * from outbox " + where + " order by position desc limit :most")
                .param("state", state.orElse(""))
                .param("rule", rule.orElse(""))
                .param("heartbeat", HeartbeatRule.NAME)
                .param("after", after.orElse(""))
                .param("most", most)
                .query((row, number) -> notification(row))
                .list();
    }

    @Override
    public Optional<AlertNotice> lastBreach(String rule) {
        return jdbc.sql("""
                        select notice from outbox where rule = :rule and kind in ('FIRED', 'ESCALATED', 'EVENT')
                        order by position desc limit 1""")
                .param("rule", rule)
                .query((row, number) -> Optional.ofNullable(StoredNotices.readOrNull(row.getString("notice"))))
                .optional()
                .flatMap(notice -> notice);
    }

    private static Notification notification(ResultSet row) throws SQLException {
        @Nullable String answer = row.getString("answer");
        @Nullable
        String reason = row.getString(row.getString("state").equals("suppressed") ? "suppressed_reason" : "reason");
        Map<String, String> group = Map.of();
        String episode = row.getString("episode");
        switch (StoredNotices.read(row.getString("notice"))) {
            case Stored.Readable(AlertNotice notice) -> {
                group = notice.group().values();
                episode = notice.episodeId();
            }
            case Stored.Unreadable(String trouble, var _) -> reason = reason == null ? trouble : reason;
        }
        return new Notification(
                row.getString("id"),
                row.getString("channel"),
                row.getString("rule"),
                group,
                row.getString("kind"),
                episode,
                row.getString("state"),
                row.getBoolean("held"),
                row.getInt("attempts"),
                row.getInt("unanswered"),
                Timestamps.in(row, "added_at"),
                Timestamps.in(row, "not_before"),
                Timestamps.inOrNull(row, "started_at"),
                Timestamps.inOrNull(row, "finished_at"),
                answer,
                reason);
    }

    private static Map<String, String> groupOf(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            Map<String, String> values = new LinkedHashMap<>();
            object.keySet().forEach(field -> values.put(field, object.getString(field)));
            return Collections.unmodifiableMap(values);
        }
    }
}

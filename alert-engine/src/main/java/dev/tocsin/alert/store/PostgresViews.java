package dev.tocsin.alert.store;

import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.api.NotificationViews;
import dev.tocsin.alert.api.Paged;
import dev.tocsin.alert.api.Place;
import dev.tocsin.alert.api.RuleViews;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertId;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.store.StoredNotices.Stored;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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

    private static final Place ALERTS = new Place("alerts", 3);
    private static final Place NOTIFICATIONS = new Place("notifications", 1);

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
        return jdbc.sql("select * from alert where status = any (:states) or flapping_since is not null")
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
    public Paged<Alert> page(Choice choice, Optional<String> after, int most) {
        List<String> last = after.map(PostgresViews::opened).orElse(List.of("", "", ""));
        Severity severity = choice.severity();
        List<Row<Alert>> found = jdbc.sql("""
                        select *, coalesce(since, '-infinity')::text as since_text from alert
                        where (status = any (:states) or (:flapping and flapping_since is not null))
                          and (:only::text is null or rule = :only)
                          and (:severity::text is null or severity = :severity)
                          and (rule, coalesce(since, '-infinity'), group_id) > (:rule, :since::timestamptz, :group)
                        order by rule, coalesce(since, '-infinity'), group_id limit :most""")
                .param("states", choice.states().stream().map(Enum::name).toArray(String[]::new))
                .param("flapping", choice.alsoFlapping())
                .param("only", StoredNotices.textOrNull(choice.rule()))
                .param("severity", severity == null ? null : severity.name())
                .param("rule", last.get(0))
                .param("since", last.get(1).isEmpty() ? "-infinity" : last.get(1))
                .param("group", last.get(2))
                .param("most", most + 1)
                .query((row, number) -> new Row<>(
                        alert(row),
                        ALERTS.sealed(row.getString("rule"), row.getString("since_text"), row.getString("group_id"))))
                .list();
        return Paged.of(found, most, Row::place).map(Row::shown);
    }

    private record Row<T>(T shown, String place) {}

    /** @throws Place.Unknown if it is no place of ours */
    private static List<String> opened(String place) {
        List<String> parts = ALERTS.opened(place);
        if (!parts.get(1).equals("-infinity") && !isTime(parts.get(1))) {
            throw new Place.Unknown("not a place in the list of alerts");
        }
        return parts;
    }

    /** Whether it is one as PostgreSQL writes it, and on the calendar. */
    private static boolean isTime(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?[+-][0-9:]{2,8}")) {
            return false;
        }
        int offset = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        try {
            LocalDateTime.parse(text.substring(0, offset).replace(' ', 'T'));
            ZoneOffset.of(text.substring(offset));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
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
    public Paged<Notification> notifications(Told told, Optional<String> after, int most) {
        // The heartbeat tells nobody, and would fill the list.
        List<String> conditions = new ArrayList<>(List.of(told.rule() == null ? "rule <> :heartbeat" : "rule = :rule"));
        if (told.state() != null) {
            conditions.add("state = :state");
        }
        if (told.channel() != null) {
            conditions.add("channel = :channel");
        }
        List<Row<Notification>> found = jdbc.sql("select * from outbox where position < :before and "
                        + String.join(" and ", conditions) + " order by position desc limit :most")
                .param("state", StoredNotices.textOrNull(told.state()))
                .param("rule", StoredNotices.textOrNull(told.rule()))
                .param("channel", StoredNotices.textOrNull(told.channel()))
                .param("heartbeat", HeartbeatRule.NAME)
                .param(
                        "before",
                        after.map(place ->
                                        Place.number(NOTIFICATIONS.opened(place).getFirst()))
                                .orElse(Long.MAX_VALUE))
                .param("most", most + 1)
                .query((row, number) ->
                        new Row<>(notification(row), NOTIFICATIONS.sealed(Long.toString(row.getLong("position")))))
                .list();
        return Paged.of(found, most, Row::place).map(Row::shown);
    }

    @Override
    public Optional<Notification> notification(String id) {
        return jdbc.sql("select * from outbox where id = ?")
                .param(StoredNotices.text(id))
                .query((row, number) -> notification(row))
                .optional();
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

package dev.tocsin.alert.store;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.FlapHistory;
import dev.tocsin.alert.state.Judgement;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Alert states as rows; runs in the caller's transaction. */
final class AlertRows {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final int ID_BYTES = 16;
    private static final int FETCHED = 1_000;
    /** All that there are. */
    static final String COLUMNS = """
            rule, group_id, group_values, version, status, severity, since, timer_from, episode_id,
              last_seen, judged_value, judged_threshold, judged_start, judged_end, flap_changes, flapping_since, flap_worst""";

    private static final String INSERT = "insert into alert (" + COLUMNS + ") " + """
            values (?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz[], ?, ?)
            on conflict (rule, group_id) do\s""";
    private static final String UPSERT = INSERT + """
            update set
              version = excluded.version, status = excluded.status, severity = excluded.severity,
              since = excluded.since, timer_from = excluded.timer_from, episode_id = excluded.episode_id,
              last_seen = excluded.last_seen, judged_value = excluded.judged_value,
              judged_threshold = excluded.judged_threshold, judged_start = excluded.judged_start,
              judged_end = excluded.judged_end, flap_changes = excluded.flap_changes,
              flapping_since = excluded.flapping_since, flap_worst = excluded.flap_worst""";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    AlertRows(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /**
     * By rule.
     *
     * @param faults gets what cannot be read, by rule
     */
    Map<String, List<AlertState>> of(Collection<String> rules, Map<String, String> faults) {
        Map<String, List<AlertState>> byRule = new HashMap<>();
        if (rules.isEmpty()) {
            return byRule;
        }
        jdbc.sql("select * from alert where rule in (:rules) order by rule, group_id")
                .param("rules", rules)
                .withFetchSize(FETCHED)
                .query(row -> {
                    String rule = row.getString("rule");
                    try {
                        AlertState state = state(row);
                        byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(state);
                    } catch (Unreadable e) {
                        faults.putIfAbsent(rule, "an alert of it cannot be read: " + e.getMessage());
                    }
                });
        return byRule;
    }

    /** As they were at a moment that was kept. */
    List<AlertState> at(String rule, Instant moment, Map<String, String> faults) {
        List<AlertState> states = new ArrayList<>();
        jdbc.sql("select * from past_alert where rule = :rule and window_end = :moment order by group_id")
                .param("rule", rule)
                .param("moment", Timestamps.of(moment))
                .withFetchSize(FETCHED)
                .query(row -> {
                    try {
                        states.add(state(row));
                    } catch (Unreadable e) {
                        faults.putIfAbsent(rule, "an alert of it cannot be read: " + e.getMessage());
                    }
                });
        return states;
    }

    void write(String rule, List<AlertState> states) {
        RowBatches.write(template, UPSERT, states, state -> row(rule, state));
    }

    /** Those of which there is no row; one that is there stays as it is. */
    void add(String rule, List<AlertState> states) {
        RowBatches.write(template, INSERT + "nothing", states, state -> row(rule, state));
    }

    private static @Nullable Object[] row(String rule, AlertState state) {
        Judgement judged = state.judged();
        return new @Nullable Object[] {
            rule,
            idOf(state.group()),
            json(state.group()),
            state.version(),
            state.status().name(),
            nameOf(state.severity()),
            Timestamps.orNull(state.since()),
            Timestamps.orNull(state.timerFrom()),
            state.episodeId(),
            Timestamps.orNull(state.lastSeen()),
            judged == null ? null : judged.value(),
            judged == null ? null : judged.threshold(),
            Timestamps.orNull(judged == null ? null : judged.window().start()),
            Timestamps.orNull(judged == null ? null : judged.window().end()),
            Timestamps.arrayOrNull(state.flaps().changes()),
            Timestamps.orNull(state.flaps().since()),
            nameOf(state.flaps().worst())
        };
    }

    void forget(String rule, List<GroupKey> groups) {
        RowBatches.write(template, "delete from alert where rule = ? and group_id = ?", groups, group ->
                new Object[] {rule, idOf(group)});
    }

    private static @Nullable String nameOf(@Nullable Severity severity) {
        return severity == null ? null : severity.name();
    }

    static String idOf(GroupKey group) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(group.canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String json(GroupKey group) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        group.values().forEach(object::add);
        return object.build().toString();
    }

    private static AlertState state(ResultSet row) throws SQLException {
        String severity = row.getString("severity");
        return new AlertState(
                group(row.getString("group_values")),
                row.getString("version"),
                word(AlertStatus.class, "status", row.getString("status")),
                severity == null ? null : word(Severity.class, "severity", severity),
                Timestamps.inOrNull(row, "since"),
                Timestamps.inOrNull(row, "timer_from"),
                row.getString("episode_id"),
                Timestamps.inOrNull(row, "last_seen"),
                judgement(row),
                flaps(row));
    }

    private static FlapHistory flaps(ResultSet row) throws SQLException {
        String worst = row.getString("flap_worst");
        return new FlapHistory(
                Timestamps.inArray(row, "flap_changes"),
                Timestamps.inOrNull(row, "flapping_since"),
                worst == null ? null : word(Severity.class, "flap_worst", worst));
    }

    /** Of a row: what is in it is beyond this version. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason, RuntimeException cause) {
            super(reason, cause);
        }
    }

    private static <T extends Enum<T>> T word(Class<T> type, String column, String word) {
        try {
            return Enum.valueOf(type, word);
        } catch (IllegalArgumentException e) {
            throw new Unreadable(StoredJson.unknownWord(column, word), e);
        }
    }

    static @Nullable Judgement judgement(ResultSet row) throws SQLException {
        Instant end = Timestamps.inOrNull(row, "judged_end");
        return end == null
                ? null
                : new Judgement(
                        row.getDouble("judged_value"),
                        row.getObject("judged_threshold", Double.class),
                        new Window(Timestamps.in(row, "judged_start"), end));
    }

    static Optional<GroupKey> groupIfReadable(String json) {
        try {
            return Optional.of(group(json));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    static GroupKey group(String json) {
        try (var reader = JSON.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            Map<String, String> values = new LinkedHashMap<>();
            object.keySet().forEach(field -> values.put(field, object.getString(field)));
            return new GroupKey(values);
        } catch (JsonException | ClassCastException e) {
            throw new Unreadable("its group is not what this version expects", e);
        }
    }
}

package dev.tocsin.alert.store;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.scrape.ActiveAlert;
import dev.tocsin.alert.scrape.Reading;
import dev.tocsin.alert.state.AlertStatus;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the rules of one engine and their alerts stand, for whoever watches it; changes nothing. */
public final class PostgresStanding {
    /** What a newer version wrote may have another word: its rule is failing, and the others are shown all the same. */
    private static final String[] SHOWN = Stream.of(AlertStatus.values())
            .filter(status -> status != AlertStatus.NORMAL)
            .map(Enum::name)
            .toArray(String[]::new);

    private static final Map<String, Severity> KNOWN =
            Stream.of(Severity.values()).collect(Collectors.toMap(Enum::name, severity -> severity));

    private final JdbcClient jdbc;
    private final String owner;

    /** @param owner the name under which the engine holds leases */
    public PostgresStanding(JdbcClient jdbc, String owner) {
        this.jdbc = jdbc;
        this.owner = owner;
    }

    /** @param mostAlerts those that began first come first, firing before pending */
    public Reading of(RuleSet set, int mostAlerts) {
        Set<Integer> buckets = new HashSet<>(jdbc.sql("select bucket from lease where owner = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .list());
        Map<String, Rule> ours = new HashMap<>();
        int disabled = 0;
        for (Rule rule : set.rules()) {
            if (!rule.enabled()) {
                disabled++;
            } else if (buckets.contains(Leases.bucketOf(rule.name()))) {
                ours.put(rule.name(), rule);
            }
        }
        String[] names = ours.keySet().toArray(String[]::new);
        return new Reading(
                buckets.size(),
                failing(names),
                disabled,
                set.broken().size(),
                active(ours, names, mostAlerts),
                counts(names));
    }

    private Map<String, Boolean> failing(String[] names) {
        Map<String, Boolean> failing = new HashMap<>();
        for (String name : names) {
            failing.put(name, false);
        }
        jdbc.sql("select rule from rule_cursor where rule = any (:rules) and failing_since is not null")
                .param("rules", names)
                .query(String.class)
                .list()
                .forEach(rule -> failing.put(rule, true));
        return failing;
    }

    private List<ActiveAlert> active(Map<String, Rule> ours, String[] names, int most) {
        return jdbc.sql("""
                        select rule, group_values, status, severity, since from alert
                        where rule = any (:rules) and status = any (:statuses)
                        order by status = 'PENDING', since, rule, group_id limit :most""")
                .param("rules", names)
                .param("statuses", SHOWN)
                .param("most", most)
                .query((row, _) -> alert(row, ours))
                .list();
    }

    private static ActiveAlert alert(ResultSet row, Map<String, Rule> ours) throws SQLException {
        String rule = row.getString("rule");
        @Nullable String severity = row.getString("severity");
        return new ActiveAlert(
                rule,
                groupOf(row.getString("group_values")),
                Objects.requireNonNull(ours.get(rule)).labels(),
                AlertStatus.valueOf(row.getString("status")),
                severity == null ? null : KNOWN.get(severity),
                Timestamps.inOrNull(row, "since"));
    }

    private Map<AlertStatus, Long> counts(String[] names) {
        Map<AlertStatus, Long> counts = new EnumMap<>(AlertStatus.class);
        jdbc.sql("""
                        select status, count(*) as alerts from alert
                        where rule = any (:rules) and status = any (:statuses) group by status""")
                .param("rules", names)
                .param("statuses", SHOWN)
                .query((row, _) -> Map.entry(AlertStatus.valueOf(row.getString("status")), row.getLong("alerts")))
                .list()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    private static Map<String, String> groupOf(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            Map<String, String> values = new LinkedHashMap<>();
            object.keySet().forEach(field -> values.put(field, object.getString(field)));
            return values;
        }
    }
}

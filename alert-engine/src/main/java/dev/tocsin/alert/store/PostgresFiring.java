package dev.tocsin.alert.store;

import dev.tocsin.alert.api.FiringAlerts;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.schedule.Attendance;
import dev.tocsin.alert.schedule.Pause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of alerts that fire, of all engines; by an index that holds nothing else. */
public final class PostgresFiring implements FiringAlerts {
    /** More than that is a storm in which nobody misses that one alert hid another. */
    private static final int MOST = 10_000;

    private static final Map<String, Severity> KNOWN =
            Stream.of(Severity.values()).collect(Collectors.toMap(Enum::name, severity -> severity));

    private final JdbcClient jdbc;
    private final Function<String, Optional<Rule>> ruleOf;
    private final InstantSource clock;

    /**
     * @param ruleOf by its name; empty if it is not in force
     * @param clock of the database
     */
    public PostgresFiring(JdbcClient jdbc, Function<String, Optional<Rule>> ruleOf, InstantSource clock) {
        this.jdbc = jdbc;
        this.ruleOf = ruleOf;
        this.clock = clock;
    }

    @Override
    public List<FiringAlert> firing() {
        Instant now = clock.instant();
        Map<String, List<Pause>> pauses = PausedRules.all(jdbc);
        // The words stand in the statement: with parameters PostgreSQL could not know that the index holds them all.
        return jdbc.sql("""
                        select rule, group_values, severity, last_end, failing_since
                        from alert left join rule_cursor using (rule)
                        where status in ('ALERTING', 'RECOVERING') order by rule limit :most""").param("most", MOST).query((row, _) -> alert(row, pauses, now)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<FiringAlert> alert(ResultSet row, Map<String, List<Pause>> pauses, Instant now)
            throws SQLException {
        String name = row.getString("rule");
        Optional<Rule> rule = ruleOf.apply(name);
        if (rule.isEmpty()) {
            return Optional.empty();
        }
        Pause pause = Optional.ofNullable(pauses.get(name))
                .map(List::getLast)
                .filter(one -> !one.isOver(now))
                .orElse(null);
        Optional<String> unattended = Attendance.whyNot(
                rule.get(),
                Timestamps.inOrNull(row, "last_end"),
                Timestamps.inOrNull(row, "failing_since"),
                pause,
                now);
        @Nullable String severity = row.getString("severity");
        try {
            return Optional.of(new FiringAlert(
                    name,
                    AlertRows.group(row.getString("group_values")),
                    rule.get().labels(),
                    severity == null ? null : KNOWN.get(severity),
                    unattended.orElse(null)));
        } catch (AlertRows.Unreadable e) {
            // Its rule is failing and says so: what cannot be read hides nothing.
            return Optional.empty();
        }
    }
}

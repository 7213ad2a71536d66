package dev.tocsin.alert.store;

import dev.tocsin.alert.api.FiringAlerts;
import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.rule.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    private final Function<String, Optional<Map<String, String>>> labelsOf;

    /** @param labelsOf of a rule by its name; empty if it is not in force */
    public PostgresFiring(JdbcClient jdbc, Function<String, Optional<Map<String, String>>> labelsOf) {
        this.jdbc = jdbc;
        this.labelsOf = labelsOf;
    }

    @Override
    public List<FiringAlert> firing() {
        // The words stand in the statement: with parameters PostgreSQL could not know that the index holds them all.
        return jdbc.sql("""
                        select rule, group_values, severity from alert
                        where status in ('ALERTING', 'RECOVERING') order by rule limit :most""").param("most", MOST).query((row, _) -> alert(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<FiringAlert> alert(ResultSet row) throws SQLException {
        String rule = row.getString("rule");
        Optional<Map<String, String>> labels = labelsOf.apply(rule);
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        @Nullable String severity = row.getString("severity");
        try {
            return Optional.of(new FiringAlert(
                    rule,
                    AlertRows.group(row.getString("group_values")),
                    labels.get(),
                    severity == null ? null : KNOWN.get(severity)));
        } catch (AlertRows.Unreadable e) {
            // Its rule is failing and says so: what cannot be read hides nothing.
            return Optional.empty();
        }
    }
}

package dev.tocsin.alert.store;

import dev.tocsin.alert.route.FlappingAlerts;
import dev.tocsin.alert.route.FlappingAlerts.Flapping;
import dev.tocsin.alert.rule.GroupKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which alerts flap, as the engines have decided it; changes nothing. */
public final class PostgresFlapping {
    private final JdbcClient jdbc;

    public PostgresFlapping(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As it is now. An alert that cannot be read is left out: then its changes are told. */
    public FlappingAlerts now() {
        List<Optional<Flapping>> alerts =
                jdbc.sql("""
                        select rule, group_values, flapping_since, coalesce(cardinality(flap_changes), 0) as changes
                        from alert where flapping_since is not null""").query((row, _) -> flapping(row)).list();
        return new FlappingAlerts(alerts.stream().flatMap(Optional::stream).toList());
    }

    private static Optional<Flapping> flapping(ResultSet row) throws SQLException {
        Optional<GroupKey> group = AlertRows.groupIfReadable(row.getString("group_values"));
        return group.isEmpty()
                ? Optional.empty()
                : Optional.of(new Flapping(
                        row.getString("rule"),
                        group.get(),
                        Timestamps.in(row, "flapping_since"),
                        row.getInt("changes")));
    }
}

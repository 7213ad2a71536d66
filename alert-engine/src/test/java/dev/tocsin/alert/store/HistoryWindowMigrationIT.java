package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

final class HistoryWindowMigrationIT {
    private final DeliveryHouse house = DeliveryHouse.empty();

    @Test
    void findsTheWindowOfWhatWaitedBefore() {
        FluentConfiguration older = Flyway.configure()
                .dataSource(house.template.getDataSource())
                .schemas("older")
                .cleanDisabled(false);
        older.load().clean();
        older.target("5").load().migrate();
        String pretender = "\\\"window\\\":{\\\"start\\\":\\\"a\\\",\\\"end\\\":\\\"b\\\"} \\u0000";
        insert("{\"reason\":\"" + pretender
                + "\",\"window\":{\"start\":\"2026-11-23T10:00:00Z\",\"end\":\"2026-11-23T10:05:00.5Z\"}}");
        insert("{\"reason\":\"" + pretender + "\"}");

        older.target("latest").load().migrate();

        assertThat(house.jdbc
                        .sql("select window_end from older.history_queue order by position")
                        .query((row, number) -> String.valueOf(Timestamps.inOrNull(row, "window_end")))
                        .list())
                .containsExactly("2026-11-23T10:05:00.500Z", "null");
    }

    private void insert(String document) {
        house.template.update(
                "insert into older.history_queue (kind, id, day, rule, document) values ('window', 'a', ?, 'rule', ?::json)",
                LocalDate.parse("2026-11-23"),
                document);
    }
}

package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.TrustingPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A data folder of a version whose engine was PostgreSQL's superuser, without a password. */
class TrustingClusterIT {
    @TempDir
    Path folder;

    @Test
    void keepsItsRowsAndTheEnginesRoleGoesOnWithItsMigrations() throws Exception {
        // given: not all migrations, so that some are left for the engine's role
        Map<String, Long> before;
        try (TrustingPostgres old = TrustingPostgres.start(folder)) {
            DataSource source = new DriverManagerDataSource(old.jdbcUrl(), old.user(), "");
            flyway(source).target(MigrationVersion.fromVersion("3")).load().migrate();
            JdbcClient jdbc = JdbcClient.create(source);
            jdbc.sql("""
                    insert into tocsin.rule_cursor (rule, version, last_end, fence)
                    select 'rule ' || n, 'v1', '2026-01-01', 1 from generate_series(1, 500) n""").update();
            before = rows(jdbc);
        }
        assertThat(before)
                .containsEntry("rule_cursor", 500L)
                .containsEntry("lease", 64L)
                .containsEntry("flyway_schema_history", 4L);

        // when
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {})) {
            // then
            DataSource source = new DriverManagerDataSource(server.jdbcUrl(), server.user(), server.password());
            JdbcClient jdbc = JdbcClient.create(source);
            assertThat(rows(jdbc)).isEqualTo(before);
            assertThat(flyway(source).load().migrate().migrationsExecuted).isPositive();
            assertThat(jdbc.sql("update tocsin.rule_cursor set fence = 2").update())
                    .isEqualTo(500);
        }
    }

    private static FluentConfiguration flyway(DataSource source) {
        return Flyway.configure().dataSource(source).schemas("tocsin").defaultSchema("tocsin");
    }

    private static Map<String, Long> rows(JdbcClient jdbc) {
        Map<String, Long> rows = new TreeMap<>();
        List<String> tables = jdbc.sql("select tablename from pg_tables where schemaname = 'tocsin'")
                .query((row, number) -> row.getString(1))
                .list();
        for (String table : tables) {
            rows.put(
                    table,
                    jdbc.sql("select count(*) from tocsin." + table)
                            .query(Long.class)
                            .single());
        }
        return rows;
    }
}

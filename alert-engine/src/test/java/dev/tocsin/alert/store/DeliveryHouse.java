package dev.tocsin.alert.store;

import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** A real PostgreSQL with our schema, one for all tests of a JVM; each test empties the tables first. */
public final class DeliveryHouse {
    private static final DeliveryHouse SHARED = start();

    private final EmbeddedPostgres server;
    public final JdbcTemplate template;
    public final JdbcClient jdbc;
    public final TransactionTemplate transaction;
    public final PostgresHistoryQueue history;

    private DeliveryHouse(EmbeddedPostgres server) {
        this.server = server;
        DriverManagerDataSource source =
                new DriverManagerDataSource(server.jdbcUrl(), server.user(), server.password());
        Flyway.configure().dataSource(source).load().migrate();
        this.template = new JdbcTemplate(source);
        this.jdbc = JdbcClient.create(template);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.history = new PostgresHistoryQueue(template);
    }

    public static DeliveryHouse empty() {
        SHARED.template.execute(
                "truncate outbox, delivery_lane, history_queue, living_message, alert restart identity");
        return SHARED;
    }

    public PostgresOutbox outbox(String owner) {
        return outbox(owner, Duration.ofSeconds(20));
    }

    PostgresOutbox outbox(String owner, Duration lease) {
        return new PostgresOutbox(jdbc, transaction, history, owner, lease);
    }

    public Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    EmbeddedPostgres server() {
        return server;
    }

    private static DeliveryHouse start() {
        try {
            Path folder = Files.createTempDirectory("tocsin-it-postgres");
            EmbeddedPostgres server = EmbeddedPostgres.start(folder, 0, false, line -> {});
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            return new DeliveryHouse(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tocsin.bench.storm;

import com.zaxxer.hikari.HikariDataSource;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.PostgresHistoryQueue;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The engine's own tables and outbox, written as its cycle does: alerts and intents of many rules in one transaction. */
final class StormStore implements AutoCloseable {
    private static final String VERSION = "v1";

    private final HikariDataSource source = new HikariDataSource();
    private final JdbcTemplate template = new JdbcTemplate(source);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    private final PostgresOutbox outbox;

    StormStore(EmbeddedPostgres server) {
        source.setJdbcUrl(server.jdbcUrl());
        source.setUsername(server.user());
        source.setPassword(server.password());
        Flyway.configure().dataSource(source).load().migrate();
        this.outbox = new PostgresOutbox(
                JdbcClient.create(template), transaction, new PostgresHistoryQueue(template), "storm");
    }

    PostgresOutbox outbox() {
        return outbox;
    }

    /** These fire now; what was committed. */
    List<Committed> fire(List<StormAlert> alerts, Router router) {
        Instant now = Instant.now();
        return commit(
                alerts,
                router,
                now,
                TransitionKind.FIRED,
                () -> template.batchUpdate("""
                insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)
                values (?, ?, ?::json, ?, 'ALERTING', ?, ?, ?)""", alerts, 100, (row, alert) -> {
                    row.setString(1, alert.rule());
                    row.setString(2, alert.group().canonical());
                    row.setString(3, alert.groupJson());
                    row.setString(4, VERSION);
                    row.setString(5, alert.severity().name());
                    row.setObject(6, now.atOffset(ZoneOffset.UTC));
                    row.setString(7, alert.episode());
                }));
    }

    /** These end now; what was committed. */
    List<Committed> end(List<StormAlert> alerts, Router router) {
        return commit(
                alerts,
                router,
                Instant.now(),
                TransitionKind.RESOLVED,
                () -> template.batchUpdate(
                        "delete from alert where rule = ? and group_id = ?", alerts, 100, (row, alert) -> {
                            row.setString(1, alert.rule());
                            row.setString(2, alert.group().canonical());
                        }));
    }

    private List<Committed> commit(
            List<StormAlert> alerts, Router router, Instant now, TransitionKind kind, Runnable rows) {
        transaction.executeWithoutResult(status -> {
            rows.run();
            for (StormAlert alert : alerts) {
                AlertNotice notice = alert.notice(kind, now, now);
                outbox.add(router.intentsFor(notice, List.of(), now, false));
            }
        });
        Instant committed = Instant.now();
        return alerts.stream()
                .map(alert -> new Committed(new News(alert.episode(), kind), committed))
                .toList();
    }

    /** How many intents are not told yet, for whatever reason. */
    long untold() {
        Long count = template.queryForObject(
                "select count(*) from outbox where state in ('waiting', 'sending', 'suppressed')", Long.class);
        return count == null ? 0 : count;
    }

    /** By which message each was told, as the outbox says; those that it never tried are missing. */
    Map<News, String> messages() {
        Map<News, String> messages = new HashMap<>();
        template.query(
                "select notice ->> 'episodeId' as episode, kind, message from outbox where message is not null",
                row -> {
                    News news = new News(row.getString("episode"), TransitionKind.valueOf(row.getString("kind")));
                    messages.put(news, row.getString("message"));
                });
        return messages;
    }

    /** What people are to hear: that an episode began, or ended. */
    record News(String episode, TransitionKind kind) {}

    /** @param at when the transaction had ended */
    record Committed(News news, Instant at) {}

    @Override
    public void close() {
        source.close();
    }
}

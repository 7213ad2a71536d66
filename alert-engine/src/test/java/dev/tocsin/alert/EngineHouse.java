package dev.tocsin.alert;

import com.zaxxer.hikari.HikariDataSource;
import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.notify.Outbox;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.store.Leases;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.PostgresHistoryQueue;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Engines on one real database, under a clock that the test moves. */
final class EngineHouse implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(1);
    private static final List<String> TABLES = List.of(
            "lease",
            "rule_cursor",
            "alert",
            "held_transition",
            "outbox",
            "history_queue",
            "past_window",
            "past_transition",
            "past_moment",
            "past_alert");

    private final EmbeddedPostgres server;
    private final HikariDataSource source;
    final JdbcTemplate template;
    final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    final Time time = new Time();
    volatile int mostGroups = 50_000;
    volatile CycleSettings settings = new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO);

    EngineHouse() {
        try {
            Path folder = Files.createTempDirectory("tocsin-it-engine");
            server = EmbeddedPostgres.start(folder, 0, false, line -> {});
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A pool, as the engine has one: a connection is a new process of the server, and these tests make thousands.
        source = new HikariDataSource();
        source.setJdbcUrl(server.jdbcUrl() + "?currentSchema=tocsin");
        source.setUsername(server.user());
        source.setPassword(server.password());
        Flyway.configure()
                .dataSource(source)
                .schemas("tocsin")
                .defaultSchema("tocsin")
                .load()
                .migrate();
        template = new JdbcTemplate(source);
        jdbc = JdbcClient.create(template);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /** The database's clock, as far as engines can see. */
    static final class Time implements InstantSource {
        private volatile Instant now = Instant.EPOCH;
        private volatile @Nullable InstantSource real;

        /** From now on it is not the test that moves it. */
        void follow(InstantSource clock) {
            real = clock;
        }

        void set(Instant instant) {
            now = instant;
        }

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            InstantSource clock = real;
            return clock == null ? now : clock.instant();
        }
    }

    TransactionTemplate transaction() {
        return transaction;
    }

    EmbeddedPostgres server() {
        return server;
    }

    /** The pool first: it would look for its server, and say so. */
    @Override
    public void close() {
        source.close();
        server.stop();
    }

    void empty() {
        template.execute(
                "truncate rule_cursor, rule_pause, alert, held_transition, outbox, history_queue, past_window, past_transition,"
                        + " past_moment, past_alert restart identity");
        template.execute("update lease set owner = null, expires_at = '-infinity'");
    }

    /** A copy of everything, as a dump would be. */
    void backUp() {
        for (String table : TABLES) {
            template.execute("drop table if exists copy_of_" + table);
            template.execute("create table copy_of_" + table + " as table " + table);
        }
    }

    /** The database is again as it was copied. */
    void restore() {
        for (String table : TABLES) {
            template.execute("truncate " + table);
            template.execute("insert into " + table + " overriding system value table copy_of_" + table);
        }
    }

    /** An engine that has just started. */
    AlertCycle engine(ElasticLink link, Collection<Rule> rules) {
        return engine(link, rules, step -> {});
    }

    AlertCycle engine(ElasticLink link, Collection<Rule> rules, Consumer<CycleStep> reached) {
        return engine(link, rules, reached, () -> {});
    }

    /** @param inTransaction is called when everything is written and nothing is committed */
    AlertCycle engine(ElasticLink link, Collection<Rule> rules, Consumer<CycleStep> reached, Runnable inTransaction) {
        return engine(link, rules, reached, inTransaction, new ElasticsearchHealth(link)::answers);
    }

    /** @param signOfLife of Elasticsearch */
    AlertCycle engine(
            ElasticLink link,
            Collection<Rule> rules,
            Consumer<CycleStep> reached,
            Runnable inTransaction,
            BooleanSupplier signOfLife) {
        return engine(link, rules, reached, inTransaction, signOfLife, leasesOf("engine-" + UUID.randomUUID()));
    }

    Leases leasesOf(String owner) {
        return new Leases(jdbc, transaction, owner, LEASE);
    }

    /** An engine that holds these leases; it is the test that keeps them alive. */
    AlertCycle engine(ElasticLink link, Collection<Rule> rules, Consumer<CycleStep> reached, Leases leases) {
        return engine(link, rules, reached, () -> {}, new ElasticsearchHealth(link)::answers, leases);
    }

    private AlertCycle engine(
            ElasticLink link,
            Collection<Rule> rules,
            Consumer<CycleStep> reached,
            Runnable inTransaction,
            BooleanSupplier signOfLife,
            Leases leases) {
        String owner = "delivery-" + UUID.randomUUID();
        PostgresHistoryQueue history = new PostgresHistoryQueue(template);
        PostgresOutbox outbox = new PostgresOutbox(jdbc, transaction, history, owner);
        HistoryQueue mortalHistory = entries -> {
            history.add(entries);
            inTransaction.run();
        };
        Outbox mortalOutbox = new Outbox() {
            @Override
            public void add(List<NotificationIntent> intents) {
                inTransaction.run();
                outbox.add(intents);
            }

            @Override
            public void release(Collection<String> names) {
                outbox.release(names);
            }
        };
        Router router = new Router(Routes.to("slack"), List.of("slack"));
        return new AlertCycle(
                () -> new RuleSet(List.copyOf(rules), List.of(), List.of()),
                leases,
                new Ledger(template, transaction, leases, mortalOutbox, mortalHistory),
                new WindowQueries(link, time, mostGroups),
                new Settling(signOfLife, settings.settle()),
                router::intentsFor,
                time,
                settings,
                new CycleMetrics(new SimpleMeterRegistry()),
                reached);
    }

    /** What was decided: window end, rule, kind, group, value; in order of window, rule and group. */
    List<String> transitions() {
        return documents("transition").stream()
                .map(document -> document.getString("@timestamp") + " " + document.getString("rule") + " "
                        + document.getString("transition")
                        + (document.getString("group").isEmpty() ? "" : " " + document.getString("group"))
                        + (document.containsKey("value")
                                ? " " + document.getJsonNumber("value").longValue()
                                : ""))
                .sorted()
                .toList();
    }

    /** Windows that were decided, one line for every time that happened. */
    List<String> windows() {
        return documents("window").stream()
                .filter(document -> !document.getString("answer").equals("undecided"))
                .map(document -> document.getString("rule") + " " + document.getString("@timestamp") + " "
                        + document.getString("answer")
                        + (document.containsKey("hits") ? " " + document.getInt("hits") : ""))
                .sorted()
                .toList();
    }

    List<JsonObject> documents(String kind) {
        return jdbc.sql("select document from history_queue where kind = ? order by position")
                .param(kind)
                .query((row, number) -> json(row.getString(1)))
                .list();
    }

    /** What people are to be told: kind, rule and reason; in the order in which it was decided. */
    List<String> pages() {
        return notices().stream()
                .map(notice ->
                        notice.getString("kind") + " " + notice.getString("rule") + " " + notice.getString("reason"))
                .toList();
    }

    List<JsonObject> notices() {
        return jdbc.sql("select notice from outbox order by position")
                .query((row, number) -> json(row.getString(1)))
                .list();
    }

    List<String> intentIds() {
        return jdbc.sql("select id from outbox order by id")
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** Ids of what goes into the history, under which a document that is there is replaced. */
    /** In order; that of a version once, since every engine that meets one writes it. */
    List<String> historyIds() {
        return jdbc.sql("""
                        select kind || ' ' || id from history_queue where kind <> 'version'
                        union all select distinct kind || ' ' || id from history_queue where kind = 'version'
                        order by 1""").query((row, number) -> row.getString(1)).list();
    }

    Instant cursor(String rule) {
        return jdbc.sql("select last_end from rule_cursor where rule = ?")
                .param(rule)
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
    }

    @Nullable
    String failure(String rule) {
        return jdbc.sql("select failing_reason from rule_cursor where rule = ?")
                .param(rule)
                .query((row, number) -> java.util.Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** Makes an index with the fields of log events. */
    static void createIndex(ElasticLink link, String name) {
        call(link, "PUT", "/" + name, """
                {"settings": {"number_of_shards": 2, "number_of_replicas": 0},
                 "mappings": {"properties": {
                   "@timestamp": {"type": "date"}, "message": {"type": "text"},
                   "service.name": {"type": "keyword"}, "host.name": {"type": "keyword"}, "log.level": {"type": "keyword"},
                   "http.status": {"type": "long"}}}}""");
    }

    /** An event as it lies in the index. */
    record Event(Instant at, String fields) {
        static Event of(Instant at, String level) {
            return new Event(at, "\"log.level\":\"" + level + "\",\"message\":\"at " + at + "\"");
        }
    }

    static void index(ElasticLink link, String name, List<Event> events) {
        StringBuilder lines = new StringBuilder();
        for (Event event : events) {
            lines.append("{\"create\":{}}\n{\"@timestamp\":\"")
                    .append(event.at())
                    .append("\",")
                    .append(event.fields())
                    .append("}\n");
        }
        byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
        ElasticRequest bulk = new ElasticRequest(
                "POST",
                "/" + name + "/_bulk",
                Map.of("refresh", "true"),
                Map.of(),
                body,
                body.length,
                ElasticRequest.NDJSON,
                Duration.ofSeconds(30));
        try {
            ElasticAnswer answer = link.call(bulk);
            if (!answer.isSuccess() || answer.json().getBoolean("errors")) {
                throw new AssertionError(new String(answer.body(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void call(ElasticLink link, String method, String path, String body) {
        try {
            ElasticAnswer answer =
                    link.call(ElasticRequest.json(method, path, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
            if (!answer.isSuccess()) {
                throw new AssertionError(new String(answer.body(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

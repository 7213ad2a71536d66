package dev.tocsin.alert;

import dev.tocsin.access.SecretReferences;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokensRefused;
import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.history.HistoryWriter;
import dev.tocsin.alert.kibana.KibanaClient;
import dev.tocsin.alert.kibana.KibanaReader;
import dev.tocsin.alert.kibana.KibanaSettings;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.Circumstances;
import dev.tocsin.alert.notify.Delivery;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AnnotationCheck;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.alert.rule.QueryBook;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.schedule.WakeUps;
import dev.tocsin.alert.store.DatabaseClock;
import dev.tocsin.alert.store.Leases;
import dev.tocsin.alert.store.Ledger;
import dev.tocsin.alert.store.PostgresHistoryQueue;
import dev.tocsin.alert.store.PostgresKibanaCopies;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.SecretFiles;
import dev.tocsin.elastic.SettingsRefused;
import dev.tocsin.settings.ReferencedSecrets;
import dev.tocsin.settings.ServiceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The alert engine as a service: everything is made and connected here, and nowhere else. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineSettings.class)
public class AlertEngine {
    private static final Logger LOG = LoggerFactory.getLogger(AlertEngine.class);
    static final ServiceSettings<EngineSettings> SETTINGS =
            new ServiceSettings<>("tocsin.engine", EngineSettings.class, "engine.yml");

    private static final List<String> SECRETS = List.of(
            "TOCSIN_ENGINE_TOKEN",
            "TOCSIN_DB_PASSWORD",
            "SLACK_WEBHOOK_URL",
            "SLACK_BOT_TOKEN",
            "TOCSIN_HEARTBEAT_TOKEN",
            "TOCSIN_HEARTBEAT_URL");
    private static final List<String> KIBANA = List.of(
            "KIBANA_URL",
            "TOCSIN_KIBANA_FETCH_URL",
            "KIBANA_SPACE",
            "KIBANA_API_KEY",
            "KIBANA_API_KEY_FILE",
            "KIBANA_USERNAME",
            "KIBANA_PASSWORD",
            "KIBANA_PASSWORD_FILE",
            "KIBANA_CA_FILE");

    /** How old what is known of Kibana's saved searches may be. */
    private static final Duration KIBANA_LOOK = Duration.ofMinutes(2);

    public static void main(String[] args) {
        if (List.of(args).contains("--check")) {
            System.exit(StartRehearsal.run(System.getenv(), System.out));
        }
        if ("stdin".equals(System.getenv("TOCSIN_PARENT_PIPE"))) {
            // Spring's shutdown hook closes everything in order, also when it has only begun to start.
            ParentPipe.watch(System.in, () -> System.exit(0));
        }
        application(System.getenv()).run(args);
    }

    static SpringApplication application(Map<String, String> environment) {
        SpringApplication application = new SpringApplication(AlertEngine.class);
        application.addInitializers(context -> addSecrets(context.getEnvironment(), environment));
        SETTINGS.guard(application);
        application.addInitializers(context -> requireDatabase(context.getEnvironment()));
        return application;
    }

    /** @throws RefusedToStart if the address is none of PostgreSQL: the driver's own words would name no variable */
    static void requireDatabase(Environment environment) {
        if (!environment.getProperty("spring.datasource.url", "").startsWith("jdbc:postgresql:")) {
            throw new RefusedToStart("TOCSIN_DB_URL has to be a JDBC address of PostgreSQL, such as"
                    + " jdbc:postgresql://127.0.0.1:5432/tocsin");
        }
    }

    /** Those in files that variables name, and those that the settings refer to. */
    static void addSecrets(ConfigurableEnvironment settings, Map<String, String> environment) {
        MutablePropertySources sources = settings.getPropertySources();
        sources.addFirst(new MapPropertySource("secret files", secretFiles(environment)));
        Path config = Path.of(settings.getProperty("TOCSIN_CONFIG", "config"));
        sources.addLast(new ReferencedSecrets(new SecretReferences(environment, config.resolve("secrets"))));
    }

    private static Map<String, Object> secretFiles(Map<String, String> environment) {
        try {
            return Map.copyOf(SecretFiles.read(environment, SECRETS));
        } catch (SettingsRefused e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    /** Of {@code tokens.yml} and of the environment. */
    @Bean
    TokenBook tokenBook(EngineSettings settings) {
        try {
            return TokenBook.open(
                    settings.config().resolve("tokens.yml"), TokenBook.single("TOCSIN_ENGINE_TOKEN", settings.token()));
        } catch (TokensRefused e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    /** Before anything listens. */
    @Bean
    LoopbackGuard loopbackGuard(TokenBook tokens, ServerProperties server, ManagementServerProperties management) {
        LoopbackGuard.check(server.getAddress(), tokens, "TOCSIN_ENGINE_ADDRESS");
        LoopbackGuard.check(management.getAddress(), tokens, "TOCSIN_ENGINE_MANAGEMENT_ADDRESS");
        return new LoopbackGuard();
    }

    @Bean
    ElasticLink elasticLink(Environment environment) {
        try {
            return ElasticLink.open(ElasticSettings.fromEnvironment(variables(environment)));
        } catch (SettingsRefused e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    @Bean
    ElasticsearchHealth elasticsearchHealthIndicator(ElasticLink link) {
        return new ElasticsearchHealth(link);
    }

    @Bean
    AdmittedMigration migration(JdbcConnectionDetails database) {
        return new AdmittedMigration(database);
    }

    @Bean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        return new DatabaseClock(jdbc);
    }

    /** Who this engine is to the others: new at every start. */
    @Bean
    EngineName engineName() {
        return new EngineName("engine-" + UUID.randomUUID());
    }

    /** @param value unique per running engine */
    record EngineName(String value) {}

    @Bean(destroyMethod = "release")
    Leases leases(JdbcClient jdbc, TransactionTemplate transaction, EngineName name, EngineSettings settings) {
        return new Leases(jdbc, transaction, name.value(), settings.lease());
    }

    @Bean
    PostgresHistoryQueue historyQueue(JdbcTemplate template) {
        return new PostgresHistoryQueue(template);
    }

    @Bean
    PostgresOutbox outbox(
            JdbcClient jdbc, TransactionTemplate transaction, PostgresHistoryQueue history, EngineName name) {
        return new PostgresOutbox(jdbc, transaction, ofPeople(history), name.value());
    }

    /** The history is of people's rules: nobody looks for what the heartbeat leaves. */
    private static HistoryQueue ofPeople(HistoryQueue history) {
        return entries -> history.add(entries.stream()
                .filter(entry -> !HeartbeatRule.isOurs(entry.document().getString("rule", "")))
                .toList());
    }

    @Bean
    Ledger ledger(
            JdbcTemplate template,
            TransactionTemplate transaction,
            Leases leases,
            PostgresOutbox outbox,
            PostgresHistoryQueue history) {
        return new Ledger(template, transaction, leases, outbox, ofPeople(history));
    }

    @Bean
    DiscoverLinks discoverLinks(Environment environment) {
        return new KibanaLinks(environment.getProperty("KIBANA_URL", ""));
    }

    @Bean
    OutgoingRule outgoingRule(EngineSettings settings) {
        try {
            return OutgoingRule.allowing(settings.outgoing().allow());
        } catch (IllegalArgumentException e) {
            throw new RefusedToStart("tocsin.engine." + e.getMessage());
        }
    }

    @Bean
    ChannelBook channelBook(
            EngineSettings settings,
            Environment environment,
            DiscoverLinks links,
            OutgoingRule outgoing,
            WindowQueries queries,
            RuleBook rules) {
        ChannelBook book = ChannelBook.open(
                settings.config(),
                variables(environment),
                ChannelTypes.all(links, outgoing, InstantSource.system(), new PastSeries(queries, rules)));
        ChannelWatch.tell(book.current());
        return book;
    }

    @Bean(destroyMethod = "")
    ChannelWatch channelWatch(ChannelBook channels, Delivery delivery, HeartbeatParts heartbeat, SlackButtons buttons) {
        return new ChannelWatch(
                channels,
                changed -> {
                    delivery.follow(heartbeat.beside(changed));
                    buttons.follow(changed);
                },
                InstantSource.system());
    }

    @Bean(destroyMethod = "")
    Delivery delivery(
            PostgresOutbox outbox,
            ChannelBook channels,
            HeartbeatParts heartbeat,
            Circumstances circumstances,
            MeterRegistry metrics) {
        return new Delivery(
                outbox,
                heartbeat.beside(channels.current().channels()),
                circumstances,
                metrics,
                RandomGenerator.getDefault());
    }

    @Bean(destroyMethod = "")
    HistoryWriter historyWriter(
            PostgresHistoryQueue queue,
            ElasticLink link,
            EngineSettings settings,
            DatabaseClock clock,
            MeterRegistry metrics) {
        return new HistoryWriter(queue, link, settings.historyDays(), clock, RandomGenerator.getDefault(), metrics);
    }

    /** The source without a Kibana; with one, a {@link KibanaReader}. */
    @Bean(destroyMethod = "")
    KibanaSource kibanaSource(
            Environment environment, JdbcClient jdbc, DatabaseClock clock, ObjectProvider<RuleBook> rules) {
        return kibanaSettings(environment)
                .<KibanaSource>map(settings -> new KibanaReader(
                        new KibanaClient(settings),
                        new PostgresKibanaCopies(jdbc),
                        clock,
                        KIBANA_LOOK,
                        key -> rules.getObject().refersTo(key)))
                .orElseGet(KibanaSource::none);
    }

    static Optional<KibanaSettings> kibanaSettings(Environment environment) {
        try {
            return KibanaSettings.fromEnvironment(variables(environment));
        } catch (IllegalArgumentException e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    @Bean
    RuleBook ruleBook(EngineSettings settings, KibanaSource kibana) {
        return new RuleBook(
                settings.config().resolve("rules"),
                new RuleDefaults(settings.delay(), new AnnotationCheck()),
                new QueryBook(settings.config().resolve("queries"), kibana));
    }

    @Bean
    WindowQueries windowQueries(ElasticLink link, DatabaseClock clock) {
        return new WindowQueries(link, clock);
    }

    @Bean
    Settling settling(ElasticsearchHealth health, EngineSettings settings) {
        return new Settling(health::answers, settings.settle());
    }

    @Bean
    AlertCycle alertCycle(
            RuleBook rules,
            Leases leases,
            Ledger ledger,
            WindowQueries queries,
            Settling settling,
            ChannelBook channels,
            HeartbeatParts heartbeat,
            DatabaseClock clock,
            EngineSettings settings,
            Delivery delivery,
            CycleProgress progress,
            MeterRegistry metrics) {
        return new AlertCycle(
                () -> heartbeat.beside(rules.current()),
                leases,
                ledger,
                queries,
                settling,
                routing(channels, heartbeat),
                clock,
                settings.cycle(),
                new CycleMetrics(metrics),
                step -> {
                    progress.made();
                    if (step == CycleStep.COMMITTED) {
                        delivery.wake();
                    }
                });
    }

    private static Routing routing(ChannelBook channels, HeartbeatParts heartbeat) {
        return (notice, notify, now, held) -> heartbeat
                .rule()
                .filter(_ -> HeartbeatRule.isOurs(notice.rule()))
                .map(rule -> rule.intentsFor(notice, notify, now, held))
                .orElseGet(() -> channels.current().router().intentsFor(notice, notify, now, held));
    }

    @Bean
    CycleProgress cycleProgress(EngineSettings settings) {
        return new CycleProgress(InstantSource.system(), settings.stall());
    }

    @Bean(destroyMethod = "")
    LeaseHeartbeat leaseHeartbeat(Leases leases, DatabaseClock clock, CycleProgress progress, EngineSettings settings) {
        return new LeaseHeartbeat(() -> leases.renew(clock), progress, settings.lease());
    }

    @Bean(destroyMethod = "")
    CycleLoop cycleLoop(
            AlertCycle cycle,
            RuleBook rules,
            ChannelBook channels,
            Scheduler scheduler,
            EngineSettings settings,
            CycleProgress progress,
            LeaseHeartbeat heartbeat)
            throws SchedulerException {
        Semaphore wakes = new Semaphore(0);
        WakeUps wakeUps = new WakeUps(scheduler, wakes::release);
        return new CycleLoop(
                cycle::run,
                rules,
                () -> channels.current().router(),
                wakeUps,
                wakes,
                InstantSource.system(),
                settings.look(),
                progress,
                heartbeat);
    }

    @Bean
    EngineLifecycle engineLifecycle(
            CycleLoop loop,
            Delivery delivery,
            ChannelWatch channels,
            HistoryWriter history,
            KibanaSource kibana,
            HeartbeatParts heartbeat,
            SlackButtons buttons) {
        return new EngineLifecycle(loop, delivery, channels, history, kibana, heartbeat, buttons);
    }

    @Bean
    CycleHealth cycleHealthIndicator(CycleLoop loop, RuleBook rules, ChannelBook channels) {
        return new CycleHealth(loop, rules, channels::current);
    }

    @Bean
    CycleThreadHealth cycleThreadHealthIndicator(CycleLoop loop) {
        return new CycleThreadHealth(loop);
    }

    private static Map<String, String> variables(Environment environment) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        List<String> names = new ArrayList<>(ElasticSettings.VARIABLES);
        names.addAll(List.of("SLACK_WEBHOOK_URL", "SLACK_BOT_TOKEN", "SLACK_CHANNEL", "SLACK_API_URL"));
        names.addAll(KIBANA);
        variables.putAll(ServiceSettings.valuesOf(names, environment));
        return variables;
    }
}

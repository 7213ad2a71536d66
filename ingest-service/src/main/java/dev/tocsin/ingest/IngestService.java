package dev.tocsin.ingest;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.SecretReferences;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.SecretFiles;
import dev.tocsin.ingest.enrich.EventRules;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.refused.DeadLetters;
import dev.tocsin.ingest.refused.FileDeadLetters;
import dev.tocsin.ingest.refused.LetterShelf;
import dev.tocsin.settings.ReferencedSecrets;
import dev.tocsin.settings.ServiceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * The ingest service as a process: everything is made and connected here, and nowhere else. It ends in the order doors,
 * indexing, refused records, journal, so that each step finishes what the one before it handed over.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestSettings.class)
public class IngestService {
    private static final Logger log = LoggerFactory.getLogger(IngestService.class);

    static final ServiceSettings<IngestSettings> SETTINGS =
            new ServiceSettings<>("tocsin.ingest", IngestSettings.class, "ingest.yml");

    private static final List<String> SECRETS = List.of("TOCSIN_TOKEN");

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--check")) {
            System.exit(StartRehearsal.run(System.getenv(), System.out));
        }
        if ("stdin".equals(System.getenv("TOCSIN_PARENT_PIPE"))) {
            // Shutdown hooks close the context, also while it is still starting.
            ParentPipe.watch(System.in, () -> System.exit(0));
        }
        application(System.getenv()).run(arguments);
    }

    static SpringApplication application(Map<String, String> environment) {
        SpringApplication application = new SpringApplication(IngestService.class);
        application.addInitializers(context -> addSecrets(context.getEnvironment(), environment));
        SETTINGS.guard(application);
        if (!environment.getOrDefault("TOCSIN_LOG_JSON", "").isBlank()) {
            application.setAdditionalProfiles("json-log");
        }
        return application;
    }

    /** Those in files that variables name, and those that the settings refer to. */
    static void addSecrets(ConfigurableEnvironment settings, Map<String, String> environment) {
        MutablePropertySources sources = settings.getPropertySources();
        sources.addFirst(new MapPropertySource("secret files", Map.copyOf(SecretFiles.read(environment, SECRETS))));
        Path config = Path.of(settings.getProperty("TOCSIN_CONFIG", "config"));
        sources.addLast(new ReferencedSecrets(new SecretReferences(environment, config.resolve("secrets"))));
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Access access(IngestSettings settings, Environment environment) {
        return Access.open(Path.of(environment.getProperty("TOCSIN_CONFIG", "config")), settings);
    }

    @Bean
    ManagementGuard managementGuard(ServerProperties server, Access access, InstantSource clock) {
        return new ManagementGuard(server.getAddress(), access.tokens(), clock);
    }

    @Bean
    ManagementTls managementTls(IngestSettings settings, Access access) {
        return new ManagementTls(settings.managementTls() ? access.http() : null);
    }

    @Bean
    RefusedFiles refusedFiles() {
        return new RefusedFiles();
    }

    @Bean
    FilesHealth filesHealthIndicator(RefusedFiles refusedFiles) {
        return new FilesHealth(refusedFiles);
    }

    @Bean
    FileWatch accessWatch(Access access, RefusedFiles refusedFiles, ManagementTls managementTls, InstantSource clock) {
        return AccessWatch.start(access, refusedFiles, clock, managementTls::changed);
    }

    @Bean
    CertificatesHealth certificatesHealthIndicator(Access access, InstantSource clock) {
        return new CertificatesHealth(access, clock);
    }

    @Bean
    ElasticLink elasticLink(Environment environment) {
        return ElasticLink.open(
                ElasticSettings.fromEnvironment(ServiceSettings.valuesOf(ElasticSettings.VARIABLES, environment)));
    }

    @Bean
    Journal journal(IngestSettings settings, InstantSource clock, MeterRegistry metrics) {
        return FileJournal.open(settings.journalSettings(), clock, metrics);
    }

    @Bean
    DeadLetters deadLetters(IngestSettings settings, InstantSource clock, MeterRegistry metrics) {
        return FileDeadLetters.open(settings.deadLetterSettings(), clock, metrics);
    }

    @Bean
    RefusedRecords refusedRecords(DeadLetters deadLetters, MeterRegistry metrics) {
        return new RefusedRecords(deadLetters, metrics);
    }

    @Bean
    Streams streams(IngestSettings settings, MeterRegistry metrics) {
        Streams streams = new Streams(settings.events().enrich(), metrics);
        streams.use(settings.events().rules(streams::countRedacted));
        return streams;
    }

    @Bean
    FileWatch settingsWatch(
            IngestSettings settings,
            Environment environment,
            ApplicationArguments arguments,
            Streams streams,
            DoorsLifecycle doors,
            RefusedFiles refusedFiles,
            InstantSource clock) {
        String config = environment.getProperty("TOCSIN_CONFIG", "config");
        return SettingsWatch.start(
                Path.of(config, SETTINGS.file()),
                () -> readSettings(config, List.of(arguments.getSourceArgs())),
                settings,
                changed -> {
                    EventRules rules = changed.events().rules(streams::countRedacted);
                    doors.use(changed);
                    streams.use(rules);
                },
                refusedFiles,
                clock);
    }

    private static SettingsWatch.Reading.Result readSettings(String config, List<String> arguments) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("TOCSIN_CONFIG", config);
        AtomicReference<@Nullable IngestSettings> read = new AtomicReference<>();
        Optional<String> trouble = SETTINGS.rehearse(
                variables,
                arguments,
                environment -> addSecrets(environment, variables),
                (settings, _) -> read.set(settings));
        return new SettingsWatch.Reading.Result(trouble, Optional.ofNullable(read.get()));
    }

    @Bean
    IngestPipeline ingestPipeline(
            IngestSettings settings,
            Streams streams,
            Journal journal,
            RefusedRecords refusedRecords,
            InstantSource clock,
            MeterRegistry metrics) {
        return new IngestPipeline(
                streams, journal, refusedRecords, clock, settings.syslog().zoneId(), metrics);
    }

    @Bean
    IndexingGate indexingGate(ElasticLink link) {
        return new IndexingGate(link);
    }

    /** After the journal, which makes the folder. */
    @Bean
    ServiceMeters serviceMeters(
            IngestSettings settings,
            Journal journal,
            IndexingGate gate,
            Access access,
            RefusedFiles refusedFiles,
            InstantSource clock,
            MeterRegistry metrics,
            PrometheusRegistry prometheus) {
        return new ServiceMeters(settings.data(), gate, access, refusedFiles, clock, metrics, prometheus);
    }

    @Bean
    IndexingHealth indexingHealthIndicator(IndexingGate gate, IndexingLoop loop) {
        return new IndexingHealth(gate, loop);
    }

    @Bean
    IndexingLoop indexingLoop(
            IngestSettings settings,
            Journal journal,
            IndexingGate gate,
            ElasticLink link,
            DeadLetters deadLetters,
            InstantSource clock,
            MeterRegistry metrics) {
        return IndexingLoop.start(
                journal,
                gate,
                link,
                deadLetters,
                settings.indexSettings(hostName(), HeapShares.ofThisProcess()),
                clock,
                metrics);
    }

    @Bean
    DoorsLifecycle doors(
            IngestSettings settings,
            Access access,
            IngestPipeline pipeline,
            InstantSource clock,
            MeterRegistry metrics) {
        return new DoorsLifecycle(settings, access, pipeline, clock, metrics);
    }

    @Bean
    ReplayDoor replayDoor(IngestPipeline pipeline, MeterRegistry metrics) {
        return new ReplayDoor(pipeline, metrics);
    }

    @Bean
    DeadLetterOffice deadLetterOffice(IngestSettings settings, ReplayDoor door, InstantSource clock) {
        return new DeadLetterOffice(
                new LetterShelf(settings.deadLetterSettings().folder()), door, clock);
    }

    @Bean
    Conservation conservation(
            DoorsLifecycle doors,
            ReplayDoor replay,
            RefusedRecords refused,
            Journal journal,
            IndexingLoop loop,
            InstantSource clock,
            MeterRegistry metrics) {
        return Conservation.watch(
                () -> Stream.concat(Stream.of(replay.tally()), doors.tallies().stream())
                        .toList(),
                refused.account()::tallies,
                journal,
                loop,
                clock,
                metrics);
    }

    @Bean
    JournalHealth journalHealthIndicator(Journal journal) {
        return new JournalHealth(journal);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> announcement(IngestSettings settings, ServerProperties server) {
        return _ -> log.atInfo()
                .addKeyValue("data", settings.data().toAbsolutePath().normalize())
                .addKeyValue("management", server.getPort())
                .log("ready");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}

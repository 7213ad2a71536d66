package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.part.ServicePart;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask an engine, and the engine itself as ./tocsin up starts it, with TLS at its ports. */
class EngineTlsIT {
    private static EmbeddedPostgres postgres;

    @TempDir
    private static Path database;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private TestAuthority ours;
    private TestAuthority clients;
    private Pair server;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(database, 0, false, line -> {});
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    @BeforeEach
    void makeFiles() throws IOException {
        ours = TestAuthority.in(folder, "ours");
        clients = TestAuthority.in(folder, "clients");
        server = ours.issue("server");
        Files.writeString(Files.createDirectories(folder.resolve("rules")).resolve("calm.yml"), """
                rule: calm
                query: {service: nobody, kql: ''}
                condition: {count: hits, threshold: {above: 10}}
                window: 1m
                every: 1m
                """);
    }

    @Test
    void rulesAreListedOverTlsAndWhatIsWrongIsSaidInWords() throws Exception {
        ServicePart engine = engine(Map.of("TOCSIN_ENGINE_MANAGEMENT_TLS", "true"), "https");
        try {
            engine.start();
            environment.put("TOCSIN_ENGINE_URL", engine.address());

            environment.put("TOCSIN_ENGINE_CA", ours.file().toString());
            assertThat(run("rules", "list")).as(this::text).isZero();
            assertThat(text()).containsPattern("calm +calm +every 1m");

            environment.put("TOCSIN_ENGINE_CA", clients.file().toString());
            assertThat(run("rules", "list")).isEqualTo(1);
            assertThat(text()).contains("the CA in " + clients.file() + " (TOCSIN_ENGINE_CA) has not signed");

            environment.remove("TOCSIN_ENGINE_CA");
            assertThat(run("rules", "list")).isEqualTo(1);
            assertThat(text()).contains("set TOCSIN_ENGINE_CA to the PEM file of the CA that signed it");

            assertThat(run("rules", "list", "--engine", engine.address().replace("https", "http")))
                    .isEqualTo(1);
            assertThat(text()).contains("seems to speak TLS: name it with https://");
        } finally {
            engine.stop();
        }
    }

    @Test
    void theEngineOfUpIsKnownByItsCertificateAndWantsOurs() throws Exception {
        // For another name than the address that it is asked at.
        server = ours.issueFor("alerts.example.com");
        ServicePart engine =
                engine(Map.of("TOCSIN_ENGINE_TLS_CLIENT_CA", clients.file().toString()), "http");
        Path data = folder.resolve("data");
        try (DataFolder taken = DataFolder.take(data)) {
            engine.start();
            LiveProcess self = LiveProcess.of(ProcessHandle.current());
            taken.write(new RunState(
                    self,
                    List.of(new PartState(
                            engine.name(),
                            Stage.STARTED,
                            self,
                            engine.address(),
                            engine.check(),
                            engine.certificate()))));
            environment.put("TOCSIN_DATA", data.toString());

            assertThat(run("status")).as(this::text).isZero();
            assertThat(text())
                    .containsPattern("alert-engine +ready .* +https://127.0.0.1")
                    .contains("what needs attention cannot be told: the engine at https://127.0.0.1")
                    .contains("wants a client certificate: set TOCSIN_ENGINE_CLIENT_CERT");
            assertThat(run("rules", "list")).isEqualTo(1);
            assertThat(text()).contains("wants a client certificate: set TOCSIN_ENGINE_CLIENT_CERT");

            Pair laptop = clients.issue("laptop");
            environment.put("TOCSIN_ENGINE_CLIENT_CERT", laptop.certificate().toString());
            environment.put("TOCSIN_ENGINE_CLIENT_KEY", laptop.key().toString());
            assertThat(run("rules", "list")).as(this::text).isZero();
            assertThat(text()).containsPattern("calm +calm +every 1m");
            assertThat(run("status")).isZero();
            assertThat(text()).doesNotContain("cannot be told", "client certificate");
        } finally {
            engine.stop();
        }
    }

    /** As PartsList makes it. */
    private ServicePart engine(Map<String, String> more, String management) throws IOException {
        int port = FreePort.find();
        int managementPort = FreePort.find();
        Map<String, String> variables = new HashMap<>(Map.of(
                "TOCSIN_CONFIG", folder.toString(),
                "TOCSIN_DB_URL", postgres.jdbcUrl(),
                "TOCSIN_DB_USER", postgres.user(),
                "TOCSIN_DB_PASSWORD_FILE", postgres.passwordFile().toString(),
                "TOCSIN_ENGINE_PORT", Integer.toString(port),
                "TOCSIN_ENGINE_MANAGEMENT_PORT", Integer.toString(managementPort),
                "TOCSIN_ENGINE_TLS_CERT", server.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", server.key().toString(),
                "ELASTICSEARCH_URL",
                        ElasticsearchForTests.settings().urls().getFirst().toString()));
        variables.putAll(more);
        return new ServicePart(
                "alert-engine",
                List.of(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        StandInService.appJar("alert-engine").toString()),
                variables,
                folder.resolve("engine.log"),
                "https://127.0.0.1:" + port,
                URI.create(management + "://127.0.0.1:" + managementPort + "/actuator/health/readiness"),
                server.certificate().toString(),
                Duration.ofSeconds(120));
    }

    private int run(String... arguments) {
        written.reset();
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        return Tocsin.commandLine(new Surroundings(new Installation(Path.of("..")), terminal, environment))
                .execute(arguments);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}

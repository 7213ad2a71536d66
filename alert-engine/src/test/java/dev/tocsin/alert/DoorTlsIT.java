package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.ClientTls;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenHash;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The engine's ports with a certificate, asked by the JDK's client. */
class DoorTlsIT {
    private static EmbeddedPostgres postgres;

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(data, 0, false, line -> {});
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    @Test
    void whoTrustsTheAuthorityGetsAnAnswerAndNobodyWithoutTls() throws Exception {
        TestAuthority ours = TestAuthority.in(folder, "ours");
        TestAuthority strangers = TestAuthority.in(folder, "strangers");
        Pair server = ours.issue("server");
        try (ConfigurableApplicationContext engine = engine(Map.of(
                "TOCSIN_ENGINE_TLS_CERT", server.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", server.key().toString()))) {
            assertThat(status(engine, "local.server.port", "/api/v1/channels", ours, null))
                    .isEqualTo(200);
            assertThatThrownBy(() -> status(engine, "local.server.port", "/api/v1/channels", strangers, null))
                    .isInstanceOf(IOException.class);
            try (HttpClient plain = HttpClient.newHttpClient()) {
                assertThat(plain.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                        + engine.getEnvironment()
                                                                .getProperty("local.server.port")
                                                        + "/api/v1/channels"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(400);
                assertThat(plain.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                        + engine.getEnvironment()
                                                                .getProperty("local.management.port")
                                                        + "/actuator/health/liveness"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as("the management port was not told to")
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void withAClientAuthorityOnlyItsCertificatesGetInAtBothPorts() throws Exception {
        TestAuthority ours = TestAuthority.in(folder, "ours");
        TestAuthority clients = TestAuthority.in(folder, "clients");
        TestAuthority strangers = TestAuthority.in(folder, "strangers");
        Pair server = ours.issue("server");
        try (ConfigurableApplicationContext engine = engine(Map.of(
                "TOCSIN_ENGINE_TLS_CERT", server.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", server.key().toString(),
                "TOCSIN_ENGINE_TLS_CLIENT_CA", clients.file().toString(),
                "TOCSIN_ENGINE_MANAGEMENT_TLS", "true"))) {
            Map<String, String> doors = Map.of(
                    "local.server.port", "/api/v1/channels", "local.management.port", "/actuator/health/liveness");
            Pair known = clients.issue("grafana");
            Pair unknown = strangers.issue("mallory");
            for (Map.Entry<String, String> door : doors.entrySet()) {
                assertThat(status(engine, door.getKey(), door.getValue(), ours, known))
                        .isEqualTo(200);
                assertThatThrownBy(() -> status(engine, door.getKey(), door.getValue(), ours, null))
                        .as(door.getKey())
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> status(engine, door.getKey(), door.getValue(), ours, unknown))
                        .as(door.getKey())
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aCertificateThatIsReplacedIsShownToTheNextWhoComes() throws Exception {
        TestAuthority ours = TestAuthority.in(folder, "ours");
        Pair first = ours.issue("first");
        Pair second = ours.issue("second");
        Path certificate = Files.copy(first.certificate(), folder.resolve("in-use.crt"));
        Path key = Files.copy(first.key(), folder.resolve("in-use.key"));
        try (ConfigurableApplicationContext engine = engine(
                Map.of("TOCSIN_ENGINE_TLS_CERT", certificate.toString(), "TOCSIN_ENGINE_TLS_KEY", key.toString()))) {
            assertThat(certificate(engine, ours)).isEqualTo(first.x509());

            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(certificate(engine, ours)).isEqualTo(second.x509()));
        }
    }

    @Test
    void anExpiredCertificateIsShownAllTheSameAndTold() throws Exception {
        Instant now = Instant.now();
        Pair late = TestAuthority.in(folder, "ours")
                .issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        try (ConfigurableApplicationContext engine = engine(Map.of(
                "TOCSIN_ENGINE_TLS_CERT", late.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", late.key().toString(),
                "TOCSIN_ENGINE_MANAGEMENT_TLS", "true"))) {
            SSLContext careless = ClientTls.recognising(late.certificate(), null, now);

            assertThat(ask(engine, "local.server.port", "/api/v1/channels", careless)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(engine, "local.management.port", "/actuator/health", careless)
                            .body())
                    .containsPattern("\"certificates\":\\{\"details\":\\{\"certificate\":\"[^\"]* expired at "
                            + late.x509().getNotAfter().toInstant() + "[^}]*\\},\"status\":\"UP\"")
                    .doesNotContain("\"ssl\"");
            assertThat(ask(engine, "local.management.port", "/actuator/prometheus", careless)
                            .body())
                    .containsPattern("tocsin_tls_expires_seconds -1\\d{5}");
        }
    }

    @Test
    void tokensAreReadAgainWhileItRuns() throws Exception {
        TestAuthority ours = TestAuthority.in(folder, "ours");
        Pair server = ours.issue("server");
        SSLContext trust = ours.clientContext(null);
        Files.writeString(folder.resolve("tokens.yml"), token("old"));
        try (ConfigurableApplicationContext engine = engine(Map.of(
                "TOCSIN_ENGINE_TLS_CERT", server.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", server.key().toString()))) {
            assertThat(statusAs("old", engine, trust)).isEqualTo(200);

            // Nobody asks meanwhile: a token that was revoked is so for the first who comes with it.
            TokenBook book = engine.getBean(TokenBook.class);
            Files.writeString(folder.resolve("tokens.yml"), token("new"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> book.callerOf("new", Instant.now()).isPresent());

            assertThat(statusAs("old", engine, trust)).isEqualTo(401);
            assertThat(statusAs("new", engine, trust)).isEqualTo(200);
        }
    }

    private static String token(String token) {
        return "- {name: grafana, role: viewer, hash: \"" + TokenHash.ofToken(token) + "\"}\n";
    }

    @Test
    void aKeyWithoutItsCertificateRefusesToStart() {
        assertThatThrownBy(() ->
                        engine(Map.of("TOCSIN_ENGINE_TLS_KEY", "server.key")).close())
                .rootCause()
                .hasMessageContaining("tocsin.engine.tls: TLS needs both a certificate and a key");
    }

    private ConfigurableApplicationContext engine(Map<String, String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--TOCSIN_CONFIG=" + folder,
                "--TOCSIN_DB_URL=" + postgres.jdbcUrl(),
                "--TOCSIN_DB_USER=" + postgres.user(),
                "--TOCSIN_DB_PASSWORD=" + postgres.password(),
                "--TOCSIN_ENGINE_PORT=0",
                "--TOCSIN_ENGINE_MANAGEMENT_PORT=0",
                "--ELASTICSEARCH_URL=http://127.0.0.1:1"));
        more.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return new SpringApplicationBuilder(AlertEngine.class).run(arguments.toArray(String[]::new));
    }

    private static int status(
            ConfigurableApplicationContext engine,
            String port,
            String path,
            TestAuthority trusted,
            @Nullable Pair client)
            throws IOException, InterruptedException {
        return ask(engine, port, path, trusted, client).statusCode();
    }

    private static Certificate certificate(ConfigurableApplicationContext engine, TestAuthority trusted)
            throws IOException, InterruptedException {
        return ask(engine, "local.server.port", "/api/v1/channels", trusted, null)
                .sslSession()
                .orElseThrow()
                .getPeerCertificates()[0];
    }

    private static HttpResponse<String> ask(
            ConfigurableApplicationContext engine,
            String port,
            String path,
            TestAuthority trusted,
            @Nullable Pair client)
            throws IOException, InterruptedException {
        return ask(engine, port, path, trusted.clientContext(client));
    }

    private static HttpResponse<String> ask(
            ConfigurableApplicationContext engine, String port, String path, SSLContext tls)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(engine, port, path)), tls);
    }

    private static int statusAs(String token, ConfigurableApplicationContext engine, SSLContext tls)
            throws IOException, InterruptedException {
        return send(
                        HttpRequest.newBuilder(address(engine, "local.server.port", "/api/v1/channels"))
                                .header("Authorization", "Bearer " + token),
                        tls)
                .statusCode();
    }

    private static URI address(ConfigurableApplicationContext engine, String port, String path) {
        return URI.create("https://127.0.0.1:" + engine.getEnvironment().getProperty(port) + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, SSLContext tls)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

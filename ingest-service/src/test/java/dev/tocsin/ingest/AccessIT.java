package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.ClientTls;
import dev.tocsin.access.TokenHash;
import dev.tocsin.access.testing.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service with tokens and certificates, changed while it runs. It needs no Elasticsearch for that. */
@Timeout(120)
class AccessIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestAuthority.Pair server;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        server = authority.issue("server");
    }

    @Test
    void tokensAreReadAgainWhileItRunsAndABadFileChangesNothing() throws Exception {
        tokens("ship", "old");
        SSLContext trust = authority.clientContext(null);
        try (ConfigurableApplicationContext service = start(tls())) {
            assertThat(post(service, trust, "old")).isEqualTo(200);
            assertThat(post(service, trust, "new")).isEqualTo(401);

            tokens("ship", "new");
            await().atMost(SOON).until(() -> post(service, trust, "new") == 200);
            assertThat(post(service, trust, "old")).isEqualTo(401);

            Files.writeString(folder.resolve("tokens.yml"), "- name: broken\n");
            await().pollDelay(Duration.ofSeconds(4)).atMost(SOON).until(() -> post(service, trust, "new") == 200);

            tokens("viewer", "new");
            await().atMost(SOON).until(() -> post(service, trust, "new") == 403);
        }
    }

    @Test
    void everyPortTakesANewCertificateWhileItRuns() throws Exception {
        SSLContext trust = authority.clientContext(null);
        try (ConfigurableApplicationContext service = start(tls())) {
            IngestDoors doors = service.getBean(DoorsLifecycle.class).doors();
            int[] ports = {
                doors.port("http").orElseThrow(), doors.port("tcp-tls").orElseThrow(), management(service)
            };
            for (int port : ports) {
                assertThat(shownAt(port)).isEqualTo("CN=server");
            }
            assertThat(get(service, trust, "/actuator/health/readiness").body()).contains("tcp-tls");

            TestAuthority.Pair next = authority.issue("next");
            Files.copy(next.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);

            for (int port : ports) {
                await().atMost(SOON).until(() -> shownAt(port).equals("CN=next"));
            }
            assertThat(get(service, trust, "/actuator/prometheus").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withAnExpiredCertificateItStartsAllTheSameAndSaysSo() throws Exception {
        Instant now = Instant.now();
        server = authority.issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        SSLContext careless = ClientTls.recognising(server.certificate(), null, now);
        try (ConfigurableApplicationContext service = start(tls())) {
            HttpResponse<String> health = get(service, careless, "/actuator/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .contains(
                            "\"certificates\"",
                            "expired at " + server.x509().getNotAfter().toInstant())
                    .doesNotContain("\"ssl\"");
            assertThat(get(service, careless, "/actuator/prometheus").body())
                    .containsPattern("tocsin_tls_expires_seconds -1\\d{5}");
            assertThat(post(service, careless, "")).isEqualTo(200);
        }
    }

    @Test
    void withAClientCaTheManagementPortAsksForACertificateToo() throws Exception {
        TestAuthority clients = TestAuthority.in(folder, "clients");
        Map<String, String> settings = new HashMap<>(tls());
        settings.put("TOCSIN_HTTP_TLS_CLIENT_CA", clients.file().toString());
        try (ConfigurableApplicationContext service = start(settings)) {
            SSLContext known = authority.clientContext(clients.issue("operator"));

            assertThat(get(service, known, "/actuator/health").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> get(service, authority.clientContext(null), "/actuator/health"))
                    .isInstanceOf(IOException.class);
        }
    }

    /** There Spring would believe who says for whom a request is. */
    @Test
    void whoSaysOnKubernetesThatItIsForThisMachineNeedsATokenToo() throws Exception {
        Map<String, String> settings = Map.of("TOCSIN_TOKEN", "secret", "spring.main.cloud-platform", "kubernetes");
        try (ConfigurableApplicationContext service = start(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + management(service) + "/actuator/prometheus"))
                    .header("X-Forwarded-For", "127.0.0.1")
                    .build();

            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatCannotBeUsedIsToldAtTheStart() throws Exception {
        Files.writeString(folder.resolve("tokens.yml"), "- name: broken\n");
        assertThatThrownBy(() -> start(Map.of()))
                .satisfies(failure -> assertThat(sentence(failure)).contains("tokens.yml:1 [0].role: is missing"));
        Files.delete(folder.resolve("tokens.yml"));

        Files.writeString(
                server.key(), Files.readString(authority.issue("other").key()));
        assertThatThrownBy(() -> start(tls()))
                .satisfies(failure -> assertThat(sentence(failure)).contains("server.key does not belong"));
    }

    private void tokens(String role, String token) throws IOException {
        Files.writeString(
                folder.resolve("tokens.yml"),
                "- {name: shop, role: %s, hash: \"%s\"}\n".formatted(role, TokenHash.ofToken(token)));
    }

    private Map<String, String> tls() {
        return Map.of(
                "TOCSIN_HTTP_TLS_CERT",
                server.certificate().toString(),
                "TOCSIN_HTTP_TLS_KEY",
                server.key().toString(),
                "TOCSIN_TCP_TLS_CERT",
                server.certificate().toString(),
                "TOCSIN_TCP_TLS_KEY",
                server.key().toString(),
                "TOCSIN_TCP_TLS_PORT",
                "0",
                "TOCSIN_INGEST_MANAGEMENT_TLS",
                "true");
    }

    private ConfigurableApplicationContext start(Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ELASTICSEARCH_URL", "http://127.0.0.1:1",
                "TOCSIN_CONFIG", folder.toString(),
                "TOCSIN_DATA", folder.resolve("data").toString(),
                "TOCSIN_TCP_PORT", "0",
                "TOCSIN_HTTP_PORT", "0",
                "TOCSIN_INGEST_MANAGEMENT_PORT", "0"));
        settings.putAll(different);
        return IngestService.application(settings)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static String sentence(Throwable failure) {
        FailureAnalysis analysis = new StartFailure().analyze(failure);
        return analysis == null ? "" : String.valueOf(analysis.getDescription());
    }

    private static int management(ConfigurableApplicationContext service) {
        return Objects.requireNonNull(((WebServerApplicationContext) service).getWebServer())
                .getPort();
    }

    private String shownAt(int port) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) authority.clientContext(null).getSocketFactory().createSocket("127.0.0.1", port)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .toString();
        }
    }

    private static int post(ConfigurableApplicationContext service, SSLContext trust, String token) throws Exception {
        int port = service.getBean(DoorsLifecycle.class).doors().port("http").orElseThrow();
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/v1/events"))
                                    .header("Content-Type", "application/x-ndjson")
                                    .header("Authorization", "Bearer " + token)
                                    .POST(BodyPublishers.ofString("{\"message\":\"hello\"}"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext service, SSLContext trust, String path)
            throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + management(service) + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}

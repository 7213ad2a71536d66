package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.access.TokenHash;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.alert.notify.email.MailServer;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real engines that say everything (root at TRACE), and no secret in what they say, answer or are started with. */
class NoSecretIT {
    private static final String DATABASE = "s3cret-database-71c2";
    private static final String IN_URL = "s3cret-in-the-url-0d4e";
    private static final String ELASTIC = "s3cret-elastic-5a1f";
    private static final String API_KEY = "s3cretApiKey9b3d==";
    private static final String ENGINE = "s3cret-engine-token-44aa";
    private static final String FILED = "s3cret-token-of-the-file-8e2b";
    private static final String WRONG = "s3cret-that-is-not-ours-c0c0";
    private static final String HOOK = "s3cretHookOfTheVariable1";
    private static final String FILE_HOOK = "s3cretHookOfTheFile2";
    private static final String PLAIN_HOOK = "s3cretHookInTheWrongPlace3";
    private static final String MISSPELLED = "s3cret-under-a-wrong-key-2f";
    private static final String SIGNING = "s3cret-that-signs-messages-5";
    private static final String HEADER = "s3cretInAHeaderOfTheWebhook6";
    private static final String MAILBOX = "s3cret-of-the-mailbox-7";
    private static final String WRONG_MAILBOX = "s3cret-of-another-mailbox-8";
    private static final List<String> SECRETS = List.of(
            DATABASE,
            IN_URL,
            ELASTIC,
            Base64.getEncoder().encodeToString(("elastic:" + ELASTIC).getBytes(StandardCharsets.UTF_8)),
            API_KEY,
            ENGINE,
            FILED,
            WRONG,
            HOOK,
            FILE_HOOK,
            PLAIN_HOOK,
            SIGNING,
            HEADER,
            MAILBOX,
            WRONG_MAILBOX,
            base64(MailServer.USER),
            base64(MAILBOX),
            base64("\0" + MailServer.USER + "\0" + MAILBOX),
            base64("\0" + MailServer.USER + "\0" + WRONG_MAILBOX),
            MISSPELLED);

    private static EmbeddedPostgres postgres;
    /** Elasticsearch that lets nobody in, and Slack that repeats what it was asked. */
    private static HttpServer others;

    private static MailServer mail;

    @TempDir
    private static Path data;

    private static TestAuthority authority;

    @TempDir
    private Path config;

    private @Nullable LeashedProcess engine;
    private int port;
    private int management;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(data, 0, false, line -> {});
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        others.createContext("/", exchange -> {
            byte[] answer = ("no access for " + exchange.getRequestURI() + " with "
                            + exchange.getRequestHeaders().getFirst("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().startsWith("/services") ? 403 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        others.start();
        authority = TestAuthority.in(data, "mail-ca");
        mail = MailServer.startSecret(authority, MAILBOX);
    }

    @AfterAll
    static void stop() {
        others.stop(0);
        mail.close();
        postgres.stop();
    }

    @BeforeEach
    void choosePorts() throws IOException {
        port = FreePort.find();
        management = FreePort.find();
    }

    @AfterEach
    void end() {
        if (engine != null) {
            engine.kill();
        }
    }

    @Test
    void notOfOneThatRunsAndIsRefusedEverywhere() throws Exception {
        Files.writeString(config.resolve("tokens.yml"), """
                - {name: viewer, role: viewer, hash: "%s"}
                """.formatted(TokenHash.ofToken(FILED)));
        Files.writeString(config.resolve("channels.yml"), """
                variable: {slack: {webhook: "${env:HOOK}"}}
                file: {slack: {webhook: "${file:hook}"}}
                wrong: {slack: {webhook: "http://hooks.example.com/services/%s"}}
                signed: {webhook: {url: "${env:HOOK}", secret: "${env:SIGNING}", headers: {Authorization: "Bearer ${env:HEADER}"}}}
                mail: {email: {host: 127.0.0.1, port: %d, tls: implicit, ca: "%s", user: %s, password: "${env:MAILBOX}", from: a@example.com, to: b@example.com}}
                wrong-mail: {email: {host: 127.0.0.1, port: %d, tls: implicit, ca: "%s", user: %s, password: "${env:WRONG_MAILBOX}", from: a@example.com, to: b@example.com}}
                """.formatted(
                        PLAIN_HOOK,
                        mail.port(),
                        authority.file(),
                        MailServer.USER,
                        mail.port(),
                        authority.file(),
                        MailServer.USER));
        Files.writeString(Files.createDirectories(config.resolve("secrets")).resolve("hook"), webhook(FILE_HOOK));
        Files.writeString(Files.createDirectories(config.resolve("rules")).resolve("errors.yml"), """
                rule: errors
                title: Errors
                query: {streams: [logs-*-tocsin], kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {above: 1}}
                window: 5s
                every: 1s
                """);
        Map<String, String> variables = new HashMap<>(
                Map.of("SIGNING", SIGNING, "HEADER", HEADER, "MAILBOX", MAILBOX, "WRONG_MAILBOX", WRONG_MAILBOX));
        variables.putAll(Map.of(
                "ELASTICSEARCH_USERNAME",
                "elastic",
                "ELASTICSEARCH_PASSWORD",
                ELASTIC,
                "TOCSIN_DB_USER",
                postgres.user(),
                "TOCSIN_DB_PASSWORD_FILE",
                postgres.passwordFile().toString(),
                "TOCSIN_ENGINE_TOKEN",
                ENGINE,
                "TOCSIN_OUTGOING_ALLOW",
                "127.0.0.1",
                "HOOK",
                webhook(HOOK)));
        begin(variables);
        await().atMost(Duration.ofSeconds(90)).until(() -> log().contains("The alert engine runs"));

        String said = "";
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String channel : List.of("variable", "file", "wrong", "signed", "mail", "wrong-mail")) {
                said += ask(http, "POST", "/api/v1/channels/" + channel + "/test", ENGINE, "{}");
            }
            said += ask(http, "POST", "/api/v1/channels/file/test", FILED, "{}");
            said += ask(http, "POST", "/api/v1/channels/file/test", ENGINE, "{\"by\": [" + WRONG);
            for (String path : List.of("status", "rules", "rules/errors", "channels", "notifications", "x/" + "y")) {
                said += ask(http, "GET", "/api/v1/" + path, FILED, "");
                said += ask(http, "GET", "/api/v1/" + path, WRONG, "");
            }
            for (String path : List.of("health", "health/readiness", "prometheus", "env")) {
                said += get(http, "http://127.0.0.1:" + management + "/actuator/" + path, FILED);
            }
        }
        assertThat(said)
                .contains("\"outcome\":\"tryLater\"", "403 no access for /…", "403 no access for /… with … …")
                .contains("\"outcome\":\"delivered\",\"detail\":\"250", "\"outcome\":\"tryLater\",\"detail\":\"535")
                .contains("has the role viewer", "is not known");
        await().atMost(Duration.ofSeconds(30)).until(() -> log().contains("A rule cannot be evaluated"));

        noSecretIn("answers", said);
        noSecretIn("log", log());
        noSecretIn("command lines", commandLines());
        assertThat(log()).as("it does say everything").contains("DEBUG");
    }

    @Test
    void notOfOneThatTheDatabaseRefuses() throws Exception {
        LeashedProcess begun = begin(Map.of(
                "ELASTICSEARCH_API_KEY_FILE",
                file("key", API_KEY),
                "TOCSIN_DB_URL",
                postgres.jdbcUrl() + "?sslmode=disable&password=" + IN_URL,
                "TOCSIN_DB_USER",
                "nobody_of_that_name",
                "TOCSIN_DB_PASSWORD",
                DATABASE,
                "SPRING_FLYWAY_CONNECT_RETRIES",
                "0"));

        assertThat(begun.onExit().get(90, TimeUnit.SECONDS)).isNotZero();

        assertThat(log()).contains("PostgreSQL does not let in the user nobody_of_that_name");
        noSecretIn("log", log());
    }

    @Test
    void notOfAKeyThatIsMisspelled() throws Exception {
        Files.writeString(config.resolve("engine.yml"), "tocsin:\n  engine:\n    tokn: " + MISSPELLED + "\n");
        LeashedProcess begun = begin(Map.of());

        assertThat(begun.onExit().get(90, TimeUnit.SECONDS)).isNotZero();

        assertThat(log()).contains("engine.yml:3 tocsin.engine.tokn: unknown key");
        noSecretIn("log", log());
    }

    @Test
    void notOfATokenInPlaceOfItsHash() throws Exception {
        Files.writeString(
                config.resolve("tokens.yml"), "- {name: a, role: viewer, hash: \"tocsin_viewer_" + FILED + "\"}\n");
        LeashedProcess begun = begin(Map.of());

        assertThat(begun.onExit().get(90, TimeUnit.SECONDS)).isNotZero();

        assertThat(log()).contains("tokens.yml:1 [0].hash");
        noSecretIn("log", log());
    }

    private LeashedProcess begin(Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "LOGGING_LEVEL_ROOT", "TRACE",
                "TOCSIN_CONFIG", config.toString(),
                "TOCSIN_DB_URL", postgres.jdbcUrl(),
                "TOCSIN_DB_USER", postgres.user(),
                "TOCSIN_ENGINE_PORT", Integer.toString(port),
                "TOCSIN_ENGINE_MANAGEMENT_PORT", Integer.toString(management),
                "ELASTICSEARCH_URL", "http://127.0.0.1:" + others.getAddress().getPort()));
        variables.put("TOCSIN_ENGINE_SETTLE", "0s");
        variables.put("TOCSIN_ENGINE_LOOK", "200ms");
        variables.putAll(more);
        LeashedProcess begun = LeashedProcess.start(
                "alert-engine",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "-cp",
                        asShipped(),
                        AlertEngine.class.getName()),
                variables,
                config.resolve("log"));
        engine = begun;
        return begun;
    }

    /** Without what is for tests: that has a configuration of logging of its own. */
    private static String asShipped() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String file(String name, String secret) throws IOException {
        return Files.writeString(config.resolve(name), secret + "\n").toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String webhook(String secret) {
        return "http://127.0.0.1:" + others.getAddress().getPort() + "/services/T0/B0/" + secret;
    }

    private String log() throws IOException {
        return Files.readString(config.resolve("log"));
    }

    private String commandLines() throws IOException, InterruptedException {
        Process list = new ProcessBuilder("ps", "-A", "-ww", "-o", "args").start();
        String lines = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        list.waitFor();
        assertThat(lines).contains(AlertEngine.class.getName());
        return lines;
    }

    private String ask(HttpClient http, String method, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return all(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    private static String get(HttpClient http, String address, String token) throws IOException, InterruptedException {
        return all(http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private static String all(HttpResponse<String> response) {
        return response.statusCode() + " " + response.headers().map() + " " + response.body() + "\n";
    }

    private static void noSecretIn(String what, String text) {
        for (String secret :
                Stream.concat(SECRETS.stream(), Stream.of(postgres.password())).toList()) {
            List<String> showing = text.lines()
                    .filter(line -> line.contains(secret))
                    .map(line -> line.substring(0, Math.min(line.length(), 300)))
                    .toList();
            assertThat(showing).as("%s shows %s", what, secret).isEmpty();
        }
    }
}

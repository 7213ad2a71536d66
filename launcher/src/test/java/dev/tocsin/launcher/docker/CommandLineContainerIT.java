package dev.tocsin.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command line as launcher/Dockerfile starts it, with the variables that docker-compose.yml gives it and no other,
 * on a real Elasticsearch where it has the engine's role alone. That one knows no API keys, so there it is a user with a
 * password; engine and Kibana are stand-ins that say who asked.
 */
class CommandLineContainerIT {
    private static final String COMPOSE = "docker-compose.yml";
    private static final Map<String, String> ANSWERS = Map.of(
            "/api/v1/rules", "{\"rules\":[],\"broken\":[]}",
            "/api/v1/alerts", "{\"alerts\":[]}",
            "/api/saved_objects/_export", "{\"exportedCount\":0,\"missingRefCount\":0,\"missingReferences\":[]}");

    @TempDir
    private static Path folder;

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static SecuredElasticsearch elasticsearch;
    private static HttpServer others;

    @BeforeAll
    static void start() throws IOException {
        elasticsearch = SecuredElasticsearch.start(folder.resolve("server"));
        try (ElasticLink link = elasticsearch.link(SecuredElasticsearch.ADMINISTRATOR)) {
            new TemplateInstaller(link, link.probe().version()).install();
            String event =
                    "{\"@timestamp\":\"%s\",\"event\":{\"ingested\":\"%s\"},\"log\":{\"level\":\"ERROR\"},\"service\":{\"name\":\"shop\"},\"message\":\"boom\"}"
                            .formatted(Instant.now().minusSeconds(120), Instant.now());
            assertThat(link.call(ElasticRequest.json(
                                    "POST",
                                    "/logs-shop-tocsin/_doc",
                                    Map.of("refresh", "true"),
                                    event.getBytes(StandardCharsets.UTF_8)))
                            .status())
                    .isEqualTo(201);
        }
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        others.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                ASKED.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] answer = ANSWERS.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        others.start();
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/token"), "of-the-engine\n");
        Files.writeString(folder.resolve("secrets/kibana-api-key"), "a2V5OmtleQ==\n");
        Files.writeString(folder.resolve("secrets/password"), elasticsearch.password() + "\n");
        Files.createDirectories(folder.resolve("config/rules"));
        Files.writeString(folder.resolve("config/rules/errors.yml"), """
                rule: errors
                title: Errors of the shop
                query: {service: shop, kql: 'log.level: ERROR'}
                condition: {count: hits, threshold: {above: 0}}
                window: 1m
                every: 1m
                """);
    }

    @AfterAll
    static void stop() {
        others.stop(0);
        elasticsearch.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rules list                               | The engine has no rule      | /api/v1/rules Bearer of-the-engine
            queries list                             | There is no saved query     | /api/saved_objects/_export ApiKey a2V5OmtleQ==
            rules lint                               | 0 errors, 0 warnings        |
            rules test rules/errors.yml --since 1h   | fired                       |
            tail --since 1h                          | boom                        |
            queries run --service shop               | 1 event since               |
            """)
    void answers(String arguments, String words, @Nullable String asked) throws Exception {
        // given
        ASKED.clear();
        Path said = Files.createTempFile(folder, "said", "");
        ProcessBuilder command = new ProcessBuilder(
                        Stream.concat(entrypoint().stream(), Stream.of(arguments.split(" ")))
                                .toList())
                .directory(folder.resolve("config").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        command.environment().clear();
        command.environment().putAll(environment());

        // when
        Process process = command.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();

        // then
        String text = Files.readString(said);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text).contains(words).doesNotContain("✗");
        if (asked != null) {
            assertThat(ASKED).contains(asked);
        }
        assertThat(folder.resolve("home")).doesNotExist();
    }

    private static List<String> entrypoint() throws IOException {
        String line = Repository.asItIs().find("launcher/Dockerfile", "ENTRYPOINT (\\[.*])");
        List<String> command = new ArrayList<>();
        for (JsonString part :
                Json.createReader(new StringReader(line)).readArray().getValuesAs(JsonString.class)) {
            command.add(
                    switch (part.getString()) {
                        case "java" ->
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString();
                        case "/opt/tocsin/app.jar" -> jar().toString();
                        case "-Dtocsin.home=/opt/tocsin" -> "-Dtocsin.home=" + folder.resolve("home");
                        default -> part.getString();
                    });
        }
        return command;
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().endsWith("-app.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** Of the image and of Compose, at the addresses that they have here. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        String image = Repository.asItIs().find("launcher/Dockerfile", "(?m)^ENV (.*)$");
        String service = Repository.asItIs().find(COMPOSE, "(?s)\n  tocsin:\n(.*?)\n\n");
        Matcher of = Pattern.compile("(?m)(?:^      |^| )([A-Z_]+)(?:: |=)\"?([^\"\\s]*)")
                .matcher(image + "\n" + service);
        while (of.find()) {
            environment.put(of.group(1), here(of.group(2)));
        }
        assertThat(environment).containsKeys("TOCSIN_CONFIG", "LC_ALL", "TOCSIN_ENGINE_URL", "KIBANA_URL");
        assertThat(environment.remove("ELASTICSEARCH_API_KEY_FILE")).isNotNull();
        environment.put("ELASTICSEARCH_USERNAME", "tocsin-engine");
        environment.put(
                "ELASTICSEARCH_PASSWORD_FILE",
                folder.resolve("secrets/password").toString());
        return environment;
    }

    private static String here(String said) {
        String value = said.replaceFirst("^\\$\\{\\w+:-(.*)}$", "$1");
        String stranger = "http://127.0.0.1:" + others.getAddress().getPort();
        Map<String, String> places = Map.of(
                "http://alert-engine:8480",
                stranger,
                "http://kibana:5601",
                stranger,
                "http://elasticsearch:9200",
                elasticsearch.url().toString(),
                "/etc/tocsin",
                folder.resolve("config").toString());
        return places.getOrDefault(
                value,
                value.replace("/run/secrets/tocsin", folder.resolve("secrets").toString()));
    }
}

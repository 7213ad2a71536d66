package dev.tocsin.alert.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a service whose events cannot all be seen, against a server that knows no more than this. */
class KnownServicesTest {
    private static final String PARTIAL =
            "{\"timed_out\":false,\"_shards\":{\"total\":2,\"successful\":1,\"failed\":1},"
                    + "\"hits\":{\"total\":{\"value\":1}},\"aggregations\":{\"names\":{\"buckets\":[{\"key\":\"shop\"}]}}}";
    private static final String REFUSED = "{\"error\":{\"type\":\"search_phase_execution_exception\"},\"status\":503}";

    private HttpServer server;
    private ElasticLink link;
    private boolean isShardAway;
    private int services;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        link = ElasticLink.open(ElasticSettings.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    }

    @AfterEach
    void stop() {
        link.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            boolean isRefused = isShardAway && query.contains("allow_partial_search_results=false");
            byte[] answer = answerTo(exchange.getRequestURI().getPath(), body, isRefused)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(isRefused ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String answerTo(String path, String body, boolean isRefused) {
        if (path.startsWith("/_resolve")) {
            return "{\"indices\":[],\"aliases\":[],\"data_streams\":[]}";
        }
        if (!path.endsWith("/_search")) {
            return "{}";
        }
        if (isShardAway) {
            return isRefused ? REFUSED : PARTIAL;
        }
        if (body.contains("\"term\"")) {
            boolean isThere = body.contains("\"service-" + services + "\"");
            return "{\"timed_out\":false,\"hits\":{\"total\":{\"value\":%d}}}".formatted(isThere ? 1 : 0);
        }
        return IntStream.range(0, Math.min(services, 1000))
                .mapToObj("{\"key\":\"service-%d\"}"::formatted)
                .collect(Collectors.joining(
                        ",",
                        "{\"timed_out\":false,\"hits\":{\"total\":{\"value\":9}},\"aggregations\":{\"names\":{\"buckets\":[",
                        "]}}}"));
    }

    @Test
    void saysNothingOfAServiceWhileAShardIsAway() throws IOException {
        isShardAway = true;

        assertThat(new KnownServices(link).absenceOf("checkout")).isEmpty();
    }

    @Test
    void amongMoreThanCanBeListedItAsksForTheOne() throws IOException {
        services = 1200;
        KnownServices known = new KnownServices(link);

        assertThat(known.absenceOf("service-7")).isEmpty();
        assertThat(known.absenceOf("service-1200"))
                .as("it is none of the thousand")
                .isEmpty();
        assertThat(known.absenceOf("servce-7")).hasValueSatisfying(absence -> {
            assertThat(absence.reason()).isEqualTo("nothing of the service 'servce-7' has arrived yet");
            assertThat(absence.hint()).startsWith("there is service-7, ").endsWith(" and 990 more at least");
        });
    }

    @Test
    void whereTheServiceCannotBeToldItsMissingStreamIs() throws IOException {
        isShardAway = true;

        assertThat(findings()).containsExactly("there is no stream of the service 'checkout' yet");
    }

    private List<String> findings() throws IOException {
        Path file = folder.resolve("r.yml");
        Files.writeString(file, """
                rule: r
                query: {service: checkout, kql: ''}
                condition: {count: hits, threshold: {above: 10}}
                window: 1m
                every: 1m
                """);
        Linted files = FileLint.look(file, new ChannelPlaces(folder, Map.of()), KibanaSource.none());
        return LiveLint.look(files, link, InstantSource.fixed(Instant.parse("2026-11-23T10:00:30Z")))
                .findings()
                .stream()
                .map(Finding::reason)
                .toList();
    }
}

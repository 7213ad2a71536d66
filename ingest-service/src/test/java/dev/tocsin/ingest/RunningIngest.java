package dev.tocsin.ingest;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.journal.Journal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on free ports, for tests that speak to its HTTP door. */
record RunningIngest(ConfigurableApplicationContext context) implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** @param data its folder; an earlier one may have left something there */
    static RunningIngest start(Path data) {
        return start(data, ElasticsearchForTests.settings().urls().getFirst());
    }

    static RunningIngest start(Path data, URI elasticsearch) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ELASTICSEARCH_URL",
                elasticsearch.toString(),
                "TOCSIN_CONFIG",
                data.resolve("no-config").toString(),
                "TOCSIN_DATA",
                data.toString(),
                "TOCSIN_TCP_PORT",
                "0",
                "TOCSIN_HTTP_PORT",
                "0",
                "TOCSIN_INGEST_MANAGEMENT_PORT",
                "0"));
        return new RunningIngest(IngestService.application(settings)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    int httpPort() {
        return context.getBean(DoorsLifecycle.class).doors().port("http").orElseThrow();
    }

    /** Posts to the HTTP door. @param key null without */
    CompletableFuture<HttpResponse<String>> post(String path, String body, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
    }

    boolean hasIndexedAll() {
        return context.getBean(Journal.class).room().unreadEvents() == 0;
    }

    /** How many documents a stream has after a refresh; -1 if there is none of that name. */
    static long count(ElasticLink link, String stream, String query) throws IOException {
        link.call(ElasticRequest.json("POST", "/" + stream + "/_refresh", Map.of(), new byte[0]));
        ElasticAnswer answer = link.call(ElasticRequest.get("/" + stream + "/_count", Map.of("q", query)));
        return answer.isSuccess() ? answer.json().getJsonNumber("count").longValue() : -1;
    }

    @Override
    public void close() {
        context.close();
    }
}

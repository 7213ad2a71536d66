package dev.tocsin.bench.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.bench.EngineProcess;
import dev.tocsin.bench.IngestProcess;
import dev.tocsin.bench.Jars;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.fakeslack.FakeSlack;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's five minutes: its logging configuration in a stock Spring Boot service and its rule in the engine, both as
 * they stand, and then the message, the end of the alarm, and every event that the service logged.
 */
@Timeout(300)
class ReadmeIT {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String STREAM = "logs-checkout_api-tocsin";
    private static final int ORDERS = 40;
    private static final int REFUSED = 8;

    @TempDir
    Path folder;

    @Test
    void whatIsCopiedFromItRaisesAnAlarmAndShipsEveryEvent() throws Exception {
        Readme readme = Readme.read();
        Path rules = Files.createDirectories(folder.resolve("engine/config/rules"));
        Files.writeString(
                rules.resolve("checkout-errors.yml"), readme.block("yaml", "config/rules/checkout-errors.yml"));
        try (HttpClient client = HttpClient.newHttpClient();
                EmbeddedElasticsearch server =
                        EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")));
                EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("postgres"), 0, false, line -> {});
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()));
                FakeSlack slack = FakeSlack.start(0)) {
            new TemplateInstaller(link, link.probe().version()).install();
            try (IngestProcess ingest = IngestProcess.start(folder.resolve("ingest"), server.url(), QUICK_START);
                    EngineProcess engine = EngineProcess.start(
                            folder.resolve("engine"), server.url(), database, slack.webhook("ops"), QUICK_START)) {
                ingest.service().awaitReady(client);
                try (StockService service = StockService.start(
                        folder.resolve("service"),
                        readme.block("xml", "logback-spring.xml"),
                        "127.0.0.1:" + ingest.tcpPort(),
                        client)) {
                    engine.service().awaitReady(client);
                    takeOrders(service);

                    awaitMessage(slack, "CRITICAL");
                    awaitMessage(slack, "RESOLVED");

                    assertThat(service.stop()).isTrue();
                    everyEventIsThereOnce(link, service.logged());
                    anErrorSaysWhatItIsAbout(link);
                }
            }
        }
    }

    @Test
    void theDependencyIsTheOneThatTheServiceHas() throws IOException {
        // given
        String maven = Readme.read().block("xml", "<dependency>");
        String gradle = Readme.read().block("groovy", "logstash-logback-encoder");

        // when
        String pom = Files.readString(Jars.home().resolve("examples/spring-service/pom.xml"));

        // then
        assertThat(pom.replaceAll("\\s+", "")).contains(maven.replaceAll("\\s+", ""));
        assertThat(maven).contains("<version>9.0</version>");
        assertThat(gradle).contains("'net.logstash.logback:logstash-logback-encoder:9.0'");
    }

    private static void takeOrders(StockService service) throws IOException, InterruptedException {
        for (int order = 0; order < ORDERS; order++) {
            assertThat(service.post("/orders/" + order)).isEqualTo(201);
        }
        for (int order = 0; order < REFUSED; order++) {
            assertThat(service.post("/orders/" + order + "/refused")).isEqualTo(502);
        }
    }

    private static void awaitMessage(FakeSlack slack, String what) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(slack.messages())
                        .anySatisfy(message ->
                                assertThat(message.text()).contains(what).contains("Checkout is failing")));
    }

    /** The number of its last event is that of the lines on its console, and no number is missing or there twice. */
    private static void everyEventIsThereOnce(ElasticLink link, long logged) {
        assertThat(logged).isGreaterThan(ORDERS + REFUSED);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(documents(link, "*"))
                        .extracting(document -> document.getJsonObject("event")
                                .getJsonNumber("sequence")
                                .longValue())
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, logged).boxed().toList()));
    }

    private static void anErrorSaysWhatItIsAbout(ElasticLink link) throws IOException {
        List<JsonObject> errors = documents(link, "log.level:ERROR");
        assertThat(errors).hasSize(REFUSED).allSatisfy(error -> {
            assertThat(error.getString("message")).isEqualTo("payment failed");
            assertThat(error.getJsonObject("service").getString("name")).isEqualTo("checkout-api");
            assertThat(error.getJsonObject("process").getInt("pid")).isPositive();
            assertThat(error.getJsonObject("error").getString("type"))
                    .isEqualTo("com.example.checkout.OrderController$PaymentRefused");
            assertThat(error.getJsonObject("error").getString("stack_trace"))
                    .contains("at com.example.checkout.OrderController.refuse(OrderController.java:")
                    .contains("Caused by: java.lang.IllegalStateException: the card was declined");
            assertThat(error.getJsonObject("labels").getString("orderId")).isBetween("0", "7");
        });
        assertThat(documents(link, "message:placed"))
                .hasSize(ORDERS)
                .allSatisfy(order -> assertThat(
                                order.getJsonObject("numeric_labels").getInt("items"))
                        .isEqualTo(3));
    }

    /** In the order in which they were logged. */
    private static List<JsonObject> documents(ElasticLink link, String query) throws IOException {
        link.call("POST", "/" + STREAM + "/_refresh", Map.of(), null);
        ElasticAnswer answer = link.call(ElasticRequest.get(
                "/" + STREAM + "/_search", Map.of("q", query, "size", "1000", "sort", "event.sequence")));
        assertThat(answer.isSuccess()).isTrue();
        return answer.json().getJsonObject("hits").getJsonArray("hits").stream()
                .map(JsonValue::asJsonObject)
                .map(hit -> hit.getJsonObject("_source"))
                .toList();
    }
}

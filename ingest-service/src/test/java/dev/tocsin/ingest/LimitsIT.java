package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.receive.DoorTally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Limits of clients in the whole service: changed while connections are open, with a real Elasticsearch behind. */
@Timeout(300)
class LimitsIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String GREEDY = "127.0.0.1";
    private static final String MODEST = "127.0.0.2";

    @TempDir
    private Path folder;

    private final String name = "it_limits_" + System.nanoTime();
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private final Map<String, Integer> sent = new HashMap<>();

    @BeforeAll
    static void installTemplates() throws IOException {
        try (ElasticLink link = ElasticsearchForTests.link()) {
            new TemplateInstaller(link, link.probe().version()).install();
        }
    }

    @BeforeEach
    void noLimits() throws IOException {
        settings("http: {rate: 100}");
    }

    /** To be called when the service has started, for that sets up its log anew. */
    private void listen() {
        heard.start();
        TestLog.of(SettingsWatch.class).addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        TestLog.of(SettingsWatch.class).detachAppender(heard);
    }

    @Test
    void whatOneClientSendsTooMuchIsCountedAndAnotherLosesNothing() throws Exception {
        try (ConfigurableApplicationContext context = start("--tocsin.ingest.memory=64MB");
                ElasticLink link = ElasticsearchForTests.link();
                Socket greedy = connect(context, GREEDY);
                Socket modest = connect(context, MODEST)) {
            listen();
            send(greedy, "greedy", 5_000);
            send(modest, "modest", 100);
            await().atMost(SOON).until(() -> tally(context).accepted() == 5_100);

            settings("tcp: {event-rate: 200}");
            await().atMost(SOON).until(() -> {
                send(greedy, "greedy", 1_000);
                return tally(context).shed() > 0;
            });
            for (int i = 0; i < 20; i++) {
                send(greedy, "greedy", 1_000);
                send(modest, "modest", 15);
            }
            await().atMost(SOON).until(() -> hasAll(context));
            assertThat(tally(context).shed()).isGreaterThan(10_000);

            Map<String, String> bad = Map.of(
                    "tcp: {event-rat: 0}",
                    "tcp.event-rat: unknown key",
                    "http: {max-body: 100MB}\n    tcp: {event-rate: 0}",
                    "does not fit into tocsin.ingest.memory (64 MB)");
            for (Map.Entry<String, String> file : bad.entrySet()) {
                settings(file.getKey());
                await().atMost(SOON).until(() -> said(file.getValue()));
                assertThat(management(context, "/actuator/health")).contains("\"status\":\"UP\"", file.getValue());
                assertThat(management(context, "/v1/status")).contains("ingest.yml cannot be used", file.getValue());
                assertThat(management(context, "/actuator/prometheus"))
                        .contains("tocsin_config_refused{file=\"settings\"} 1", "{file=\"tokens\"} 0");
                long shed = tally(context).shed();
                send(greedy, "greedy", 5_000);
                await().atMost(SOON).until(() -> hasAll(context));
                assertThat(tally(context).shed())
                        .as("%s changes nothing", file.getKey())
                        .isGreaterThan(shed + 1_000);
            }

            settings("tcp: {event-rate: 0}");
            await().atMost(SOON).until(() -> {
                long before = tally(context).shed();
                send(greedy, "greedy", 3_000);
                await().atMost(SOON).until(() -> hasAll(context));
                return tally(context).shed() == before;
            });
            assertThat(management(context, "/v1/status")).contains("\"attention\":[]");
            assertThat(management(context, "/actuator/prometheus"))
                    .contains("tocsin_config_refused{file=\"settings\"} 0");

            DoorTally tally = tally(context);
            assertThat(tally.received()).isEqualTo(tally.accepted() + tally.shed());
            await().atMost(SOON)
                    .until(() -> count(link, "greedy") == sent.getOrDefault("greedy", 0) - tally.shed()
                            && count(link, "modest") == sent.getOrDefault("modest", 0));
            assertThat(context.getBean(Conservation.class).statement().residue())
                    .isZero();
        }
    }

    @Test
    void whatTheProcessWasStartedWithIsNotLostWhenTheFileIsSaved() throws Exception {
        String greeting = "--tocsin.ingest.events.drop[0].name=greetings";
        try (ConfigurableApplicationContext context = start(
                        greeting,
                        "--tocsin.ingest.events.drop[0].kql=message: hello",
                        "--tocsin.ingest.tcp.event-rate=10");
                Socket client = connect(context, GREEDY)) {
            write(client, "{\"message\":\"hello\"}\n");
            await().atMost(SOON).until(() -> tally(context).dropped() == 1);

            settings("tcp: {max-connections-per-client: 1}");
            await().atMost(SOON).until(() -> isRefused(context));

            write(client, "{\"message\":\"hello\"}\n".repeat(1_000));
            await().atMost(SOON)
                    .until(() ->
                            tally(context).received() >= 1_001 && tally(context).inFlight() == 0);
            assertThat(tally(context).accepted()).as("the rule holds").isZero();
            assertThat(tally(context).shed()).as("and so does the rate").isGreaterThan(900);
        }
    }

    private static boolean isRefused(ConfigurableApplicationContext context) throws IOException {
        try (Socket further = connect(context, GREEDY)) {
            further.setSoTimeout(200);
            return further.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private boolean said(String reason) {
        return List.copyOf(heard.list).stream()
                .anyMatch(event -> String.valueOf(event.getKeyValuePairs()).contains(reason));
    }

    private boolean hasAll(ConfigurableApplicationContext context) {
        DoorTally tally = tally(context);
        return tally.received()
                        == sent.values().stream().mapToInt(Integer::intValue).sum()
                && tally.inFlight() == 0;
    }

    private static String management(ConfigurableApplicationContext context, String path) throws Exception {
        int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static DoorTally tally(ConfigurableApplicationContext context) {
        return context.getBean(DoorsLifecycle.class).tallies().stream()
                .filter(door -> door.door().equals("tcp"))
                .findFirst()
                .orElseThrow();
    }

    private void send(Socket client, String who, int events) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < events; i++) {
            lines.append("{\"service.name\":\"%s_%s\",\"message\":\"event\"}\n".formatted(name, who));
        }
        write(client, lines.toString());
        sent.merge(who, events, Integer::sum);
    }

    private static void write(Socket client, String lines) throws IOException {
        client.getOutputStream().write(lines.getBytes(UTF_8));
        client.getOutputStream().flush();
    }

    private static Socket connect(ConfigurableApplicationContext context, String from) throws IOException {
        int port = context.getBean(DoorsLifecycle.class).doors().port("tcp").orElseThrow();
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private int count(ElasticLink link, String who) throws IOException {
        String stream = "/logs-" + name + "_" + who + "-tocsin";
        link.call(ElasticRequest.json("POST", stream + "/_refresh", Map.of(), new byte[0]));
        ElasticAnswer answer = link.call(ElasticRequest.get(stream + "/_count", Map.of()));
        return answer.isSuccess() ? answer.json().getInt("count") : -1;
    }

    private void settings(String ingest) throws IOException {
        Files.writeString(folder.resolve("ingest.yml"), "tocsin:\n  ingest:\n    " + ingest + "\n");
    }

    private ConfigurableApplicationContext start(String... arguments) {
        Map<String, String> settings = Map.of(
                "ELASTICSEARCH_URL",
                ElasticsearchForTests.settings().urls().getFirst().toString(),
                "TOCSIN_CONFIG",
                folder.toString(),
                "TOCSIN_DATA",
                folder.resolve("data").toString(),
                "TOCSIN_TCP_PORT",
                "0",
                "TOCSIN_HTTP_PORT",
                "0",
                "TOCSIN_INGEST_MANAGEMENT_PORT",
                "0");
        return IngestService.application(settings)
                .run(Stream.concat(
                                settings.entrySet().stream()
                                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()),
                                Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}

package dev.tocsin.alert.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.HostileTexts;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.ScriptedServer;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.elastic.embedded.LeashedProcess;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager, found on this machine or unpacked by {@code .ci/run}. Run by {@code ./mvnw -Ppeers verify}. */
@Timeout(300)
final class AlertmanagerPeerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private static Path folder;

    /** Whom it tells. */
    private static ScriptedServer people;

    private static LeashedProcess process;
    private static String url;
    private static Channel channel;

    @BeforeAll
    static void start() throws IOException {
        people = ScriptedServer.start();
        Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: people, group_by: [alertname], group_wait: 1s, group_interval: 1s}
                receivers: [{name: people, webhook_configs: [{url: "%s/", send_resolved: true}]}]
                """.formatted(people.url()));
        int port = FreePort.find();
        url = "http://127.0.0.1:" + port;
        process = LeashedProcess.start(
                "alertmanager",
                Stream.concat(
                                program().stream(),
                                Stream.of(
                                        "--config.file=" + folder.resolve("alertmanager.yml"),
                                        "--storage.path=" + folder.resolve("data"),
                                        "--cluster.listen-address=",
                                        "--web.listen-address=127.0.0.1:" + port))
                        .toList(),
                Map.of(),
                folder.resolve("alertmanager.log"));
        channel = ChannelConfigs.channel(
                new Alertmanagers(
                        DiscoverLinks.none(),
                        new Terms(
                                OutgoingRule.allowing(List.of("127.0.0.1")),
                                Duration.ofSeconds(8),
                                InstantSource.system())),
                Map.of(),
                "am: {alertmanager: {url: \"" + url + "\"}}");
        await().atMost(PATIENCE)
                .conditionEvaluationListener(condition -> assertThat(process.isAlive())
                        .as(() -> String.join("\n", process.lastLogLines(10)))
                        .isTrue())
                .until(() -> channel.troubleReaching().isEmpty());
    }

    @AfterAll
    static void stop() {
        process.close();
        people.close();
    }

    /** Debian's has a name of its own, and wants a template below /usr/share, where the unpacked one has it to itself. */
    private static List<String> program() {
        Path unpacked = Path.of("..", "target", "peers", "alertmanager")
                .toAbsolutePath()
                .normalize();
        Path binary = unpacked.resolve("usr/bin/prometheus-alertmanager");
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .flatMap(bin ->
                        Stream.of("prometheus-alertmanager", "alertmanager").map(name -> Path.of(bin, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(installed -> List.of(installed.toString()))
                .or(() -> Optional.of(List.of(
                                "unshare",
                                "-rm",
                                "sh",
                                "-c",
                                "mount --bind \"$0\" /usr/share && exec \"$@\"",
                                unpacked.resolve("usr/share").toString(),
                                binary.toString()))
                        .filter(command -> Files.isExecutable(binary)))
                .orElseThrow(() -> new IllegalStateException(
                        "There is no Alertmanager in PATH: install one, or run .ci/run on Debian"));
    }

    private static Notices notice(TransitionKind kind, String rule, int secondsLater) {
        return Notices.of(kind)
                .rule(rule)
                .labels(Map.of("team", "shop"))
                .group("service.name", "checkout-api")
                .since(NOW.minusSeconds(60))
                .end(NOW.minusSeconds(60 - secondsLater));
    }

    private static DeliveryOutcome tell(Tale tale, AlertNotice notice, @Nullable AlertNotice breach) {
        Story story = new Story(tale, notice, breach, Duration.ZERO, List.of("a"));
        return channel.send(new Message(tale, List.of(story), false));
    }

    private static List<JsonObject> active(String rule) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "/api/v2/alerts?active=true&filter=alertname%3D%22" + rule + "%22"))
                .build();
        JsonArray alerts = Json.createReader(new StringReader(CLIENT.send(request, HttpResponse.BodyHandlers.ofString())
                        .body()))
                .readArray();
        return alerts.getValuesAs(JsonObject.class);
    }

    private static boolean wereTold(String status, String rule, String severity) {
        return people.posts().stream()
                .map(post -> Json.createReader(new StringReader(post.text())).readObject())
                .flatMap(told -> told.getJsonArray("alerts").getValuesAs(JsonObject.class).stream())
                .anyMatch(alert -> alert.getString("status").equals(status)
                        && alert.getJsonObject("labels").getString("alertname").equals(rule)
                        && alert.getJsonObject("labels").getString("severity").equals(severity));
    }

    @Test
    void followsAnAlertFromItsBeginningToItsEnd() throws Exception {
        AlertNotice fired = notice(TransitionKind.FIRED, "errors", 0)
                .severity(Severity.WARNING)
                .annotation("summary", "143 errors")
                .build();
        AlertNotice escalated = notice(TransitionKind.ESCALATED, "errors", 20)
                .severity(Severity.CRITICAL)
                .build();
        AlertNotice resolved = notice(TransitionKind.RESOLVED, "errors", 40).build();

        // when it fires, twice handed over
        assertThat(tell(Tale.FIRED, fired, null)).isEqualTo(new Delivered("200"));
        assertThat(tell(Tale.FIRED, fired, null)).isEqualTo(new Delivered("200"));

        assertThat(active("errors")).singleElement().satisfies(alert -> {
            assertThat(alert.getJsonObject("labels").toString())
                    .contains("\"service_name\":\"checkout-api\"", "\"severity\":\"warning\"", "\"team\":\"shop\"");
            assertThat(alert.getJsonObject("annotations").getString("summary")).isEqualTo("143 errors");
            assertThat(Instant.parse(alert.getString("startsAt"))).isEqualTo(fired.since());
            assertThat(Instant.parse(alert.getString("endsAt")))
                    .as("far beyond the five minutes of resolve_timeout")
                    .isEqualTo(fired.window().end().plus(Duration.ofDays(7)));
        });
        await().atMost(PATIENCE).until(() -> wereTold("firing", "errors", "warning"));

        // when it becomes critical
        tell(Tale.ESCALATED, escalated, null);

        assertThat(active("errors"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.getJsonObject("labels").getString("severity"))
                        .isEqualTo("critical"));
        await().atMost(PATIENCE).until(() -> wereTold("firing", "errors", "critical"));

        // when it is over
        tell(Tale.RESOLVED, resolved, escalated);

        assertThat(active("errors")).isEmpty();
        await().atMost(PATIENCE)
                .until(() -> wereTold("resolved", "errors", "critical") && wereTold("resolved", "errors", "warning"));
    }

    @Test
    void startsAgainAfterItsEnd() throws Exception {
        AlertNotice first = notice(TransitionKind.FIRED, "again", 0).build();
        tell(Tale.FIRED, first, null);
        tell(Tale.RESOLVED, notice(TransitionKind.RESOLVED, "again", 20).build(), first);
        assertThat(active("again")).isEmpty();

        tell(
                Tale.FIRED,
                notice(TransitionKind.FIRED, "again", 40)
                        .since(NOW.minusSeconds(20))
                        .build(),
                null);

        assertThat(active("again")).hasSize(1);
    }

    @Test
    void takesWhateverAnEventHolds() {
        HostileTexts.all()
                .forEach((name, text) -> HostileTexts.messages(text)
                        .forEach(message ->
                                assertThat(channel.send(message)).as(name).isEqualTo(new Delivered("200"))));
    }
}

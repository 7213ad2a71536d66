package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.fakeslack.FakeSlack;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages as files in {@code src/test/resources/slack}; {@code -Dsnapshots.write=true} writes them anew. */
final class SlackRendererTest {
    private static final Path SNAPSHOTS = Path.of("src/test/resources/slack");
    private static final DiscoverLinks KIBANA = notice -> Optional.of(
            "https://kibana.example.com/app/r?q=" + notice.group().canonical().length());
    private static final String[] HOSTILE = {
        "<!channel> <@U123> <https://evil.example|click>",
        "@here @channel @everyone",
        "```\n*owned*\n```",
        "`a`",
        "\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u001b\\x\u001b]8;;\u001b\\",
        "abc\u202Etxt.exe\u2066\u200b\u200d\ufeff",
        "\u0000\u0007\r\n\t\u2028",
        "<script>alert(1)</script> & &lt;!here&gt;",
        "\ud83d half",
        "x".repeat(100_000),
        "&".repeat(100_000),
        "😀".repeat(50_000),
        "\n".repeat(10_000),
        ""
    };

    private final SlackRenderer renderer = new SlackRenderer(KIBANA);

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void writesWhatTheSnapshotShows(String name, Message message) throws IOException {
        String json = pretty(renderer.render(message).json());

        Path snapshot = SNAPSHOTS.resolve(name + ".json");
        if (Boolean.getBoolean("snapshots.write")) {
            Files.createDirectories(SNAPSHOTS);
            Files.writeString(snapshot, json);
        }
        assertThat(json).isEqualTo(Files.readString(snapshot));
    }

    static Stream<Arguments> messages() {
        return samples().entrySet().stream().map(sample -> Arguments.of(sample.getKey(), sample.getValue()));
    }

    private static Map<String, Message> samples() {
        AlertNotice fired = firing().build();
        AlertNotice resolved = Notices.of(TransitionKind.RESOLVED)
                .group("service.name", "checkout-api")
                .end(Notices.FIRST.plusSeconds(260))
                .value(3.0)
                .build();
        Map<String, Message> samples = new LinkedHashMap<>();
        samples.put("fired", message(Tale.FIRED, fired, null));
        samples.put(
                "fired-warning-plain",
                message(
                        Tale.FIRED,
                        Notices.fired()
                                .severity(Severity.WARNING)
                                .labels(Map.of())
                                .build(),
                        null));
        samples.put(
                "fired-late-repeat",
                new Message(
                        Tale.FIRED,
                        List.of(new Story(Tale.FIRED, fired, null, Duration.ofSeconds(290), List.of("a"))),
                        true));
        samples.put(
                "escalated",
                message(
                        Tale.ESCALATED,
                        Notices.of(TransitionKind.ESCALATED).value(12_345.0).build(),
                        null));
        samples.put(
                "fired-differs",
                message(Tale.FIRED, firing().differs("host.name", "node-3").build(), null));
        samples.put("resolved", message(Tale.RESOLVED, resolved, fired));
        samples.put("over", message(Tale.OVER, resolved, fired));
        samples.put(
                "no-data",
                message(
                        Tale.NO_DATA,
                        Notices.of(TransitionKind.NO_DATA)
                                .severity(null)
                                .value(null)
                                .reason("logs-*-tocsin has no event from 10:00 to 10:05")
                                .build(),
                        null));
        samples.put(
                "error",
                message(
                        Tale.ERROR,
                        Notices.of(TransitionKind.ERROR)
                                .severity(null)
                                .value(null)
                                .reason("no such index [logs-*-tocsin]")
                                .build(),
                        null));
        samples.put(
                "event",
                message(
                        Tale.EVENT,
                        Notices.of(TransitionKind.EVENT)
                                .severity(Severity.WARNING)
                                .value(null)
                                .matching(1_234)
                                .samples("payment gateway switched over")
                                .build(),
                        null));
        samples.put("fired-grouped", many(Tale.FIRED, 25));
        samples.put("resolved-grouped", many(Tale.RESOLVED, 3));
        return samples;
    }

    @Test
    void slackTakesEveryMessage() throws Exception {
        try (FakeSlack slack = FakeSlack.start(0)) {
            slack.limitRate(false);
            for (Map.Entry<String, Message> sample : samples().entrySet()) {
                assertTaken(slack, renderer.render(sample.getValue()), sample.getKey());
            }
        }
    }

    @Test
    void slackTakesWhateverALogSaysAndNothingInItMentionsAnybody() throws Exception {
        try (FakeSlack slack = FakeSlack.start(0)) {
            slack.limitRate(false);
            for (String text : HOSTILE) {
                for (Message message : hostile(text)) {
                    SlackMessage rendered = renderer.render(message);

                    String what = message.tale() + " " + text.substring(0, Math.min(30, text.length()));
                    assertTaken(slack, rendered, what);
                    for (String shown : textsOf(rendered.json())) {
                        assertThat(shown)
                                .as(what)
                                .doesNotContain(
                                        "<", ">", "@here", "@channel", "@everyone", "\u001b", "\u202e", "\u200b")
                                .doesNotContain("\u0000", "\ufeff")
                                .satisfies(harmless -> assertThat(harmless.split("```", -1))
                                        .as("a code block stays one")
                                        .hasSizeLessThanOrEqualTo(3));
                    }
                }
            }
        }
    }

    private static List<Message> hostile(String text) {
        List<Message> messages = new ArrayList<>();
        for (TransitionKind kind : List.of(
                TransitionKind.FIRED,
                TransitionKind.RESOLVED,
                TransitionKind.ERROR,
                TransitionKind.NO_DATA,
                TransitionKind.EVENT)) {
            AlertNotice notice = Notices.of(kind)
                    .title("Title " + text)
                    .group("service.name", text, text + "x", text)
                    .labels(Map.of("team", text))
                    .annotation("summary", text)
                    .annotation("runbook", "https://wiki.example.com/" + text)
                    .samples(text, text, text)
                    .reason(text)
                    .differs(text, text)
                    .differs(text, text + "x")
                    .differs(text, text + "y")
                    .build();
            Tale tale = Tale.valueOf(kind.name());
            messages.add(message(tale, notice, notice));
            messages.add(new Message(
                    tale,
                    Stream.generate(() -> new Story(tale, notice, notice, Duration.ZERO, List.of("a")))
                            .limit(30)
                            .toList(),
                    false));
        }
        return messages;
    }

    @Test
    void saysThatALinkIsTooLongForSlack() {
        SlackRenderer tooLong = new SlackRenderer(notice -> Optional.of("https://k.example/" + "q".repeat(4_000)));

        String json = tooLong.render(message(Tale.FIRED, Notices.fired().build(), null))
                .json();

        assertThat(json).contains("longer than Slack takes (4,018 characters)").doesNotContain("qqqq");
    }

    @ParameterizedTest
    @MethodSource("runbooks")
    void linksOnlyToTheWeb(String runbook, boolean isLinked) {
        AlertNotice notice = Notices.fired().annotation("runbook", runbook).build();

        String json = new SlackRenderer(DiscoverLinks.none())
                .render(message(Tale.FIRED, notice, null))
                .json();

        assertThat(json.contains("\"Runbook\"")).isEqualTo(isLinked);
    }

    static Stream<Arguments> runbooks() {
        return Stream.of(
                Arguments.of("https://wiki.example.com/a?b=c#d", true),
                Arguments.of("http://wiki/checkout", true),
                Arguments.of("javascript:alert(1)", false),
                Arguments.of("file:///etc/passwd", false),
                Arguments.of("wiki/checkout", false),
                Arguments.of("https://a b", false),
                Arguments.of("", false));
    }

    @Test
    void linksAMessageAboutSeveralGroupsToAllOfThem() {
        List<AlertNotice> asked = new ArrayList<>();
        SlackRenderer asking = new SlackRenderer(notice -> {
            asked.add(notice);
            return Optional.empty();
        });

        asking.render(many(Tale.FIRED, 3));

        assertThat(asked)
                .singleElement()
                .satisfies(notice -> assertThat(notice.group().values()).isEmpty());
    }

    private static Notices firing() {
        return Notices.fired()
                .group("service.name", "checkout-api")
                .annotation("summary", "143 errors on checkout-api in 5 min")
                .annotation("runbook", "https://wiki.example.com/checkout")
                .samples("NullPointerException at Cart.total", "timeout after 3 s", "HTTP 500 <html>");
    }

    private static Message message(Tale tale, AlertNotice notice, @Nullable AlertNotice breach) {
        return new Message(tale, List.of(new Story(tale, notice, breach, Duration.ZERO, List.of("a"))), false);
    }

    private static Message many(Tale tale, int count) {
        List<Story> stories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Notices notices = tale == Tale.FIRED ? Notices.fired() : Notices.of(TransitionKind.RESOLVED);
            AlertNotice notice = notices.group("service.name", "service-" + i)
                    .value(1000.0 * i)
                    .end(Notices.FIRST.plusSeconds(600))
                    .build();
            stories.add(new Story(tale, notice, null, Duration.ZERO, List.of("id-" + i)));
        }
        return new Message(tale, stories, false);
    }

    private static void assertTaken(FakeSlack slack, SlackMessage message, String what) throws Exception {
        for (String json : List.of(message.json(), message.plainJson())) {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(slack.webhook("alerts").toString()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).as("%s %s", what, slack.refusals()).isEqualTo("ok");
        }
    }

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static List<String> textsOf(String json) {
        List<String> texts = new ArrayList<>();
        collect(Json.createReader(new StringReader(json)).readObject(), texts);
        return texts;
    }

    private static void collect(JsonValue value, List<String> texts) {
        switch (value) {
            case JsonObject object ->
                object.forEach((key, part) -> {
                    if (!key.equals("url")) {
                        collect(part, texts);
                    }
                });
            case JsonArray array -> array.forEach(part -> collect(part, texts));
            case JsonString text ->
                texts.add(
                        text.getString().replace("&lt;", "").replace("&gt;", "").replace("&amp;", ""));
            default -> {}
        }
    }

    private static String pretty(String json) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.writeObject(Json.createReader(new StringReader(json)).readObject());
        }
        return text.toString().strip() + "\n";
    }
}

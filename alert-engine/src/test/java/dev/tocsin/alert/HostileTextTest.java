package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.notify.slack.SlackMessage;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.scrape.ActiveAlert;
import dev.tocsin.alert.scrape.EngineCollector;
import dev.tocsin.alert.scrape.Reading;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.fakeslack.ReceivedMessage;
import dev.tocsin.fakeslack.TerminalView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** What an event may hold, through every place of the engine that shows it: {@code src/test/resources/hostile}. */
class HostileTextTest {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\n]]");
    /** But the word joiner, by which a broadcast is broken. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}&&[^\\u2060]]");

    private static final Pattern HALF = Pattern.compile("\\p{Cs}");
    private static final Pattern BROADCAST = Pattern.compile("(?i)@(?:here|channel|everyone)");
    private static final Pattern SERIES = Pattern.compile(
            "[a-zA-Z_][a-zA-Z0-9_]*(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\",?)*})? [-+0-9.eE]+");
    private static final Instant SINCE = Instant.parse("2026-11-24T10:00:00Z");

    static Stream<Arguments> cases() {
        return HostileTexts.all().entrySet().stream().map(text -> Arguments.of(text.getKey(), text.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void slackShowsItAndObeysNothing(String name, String text) {
        for (SlackMessage message : messages(text)) {
            for (String json : List.of(message.json(), message.plainJson())) {
                for (String shown : textsIn(parsed(json))) {
                    assertThat(shown)
                            .doesNotContain("<", ">")
                            .doesNotContainPattern(CONTROL)
                            .doesNotContainPattern(INVISIBLE)
                            .doesNotContainPattern(HALF)
                            .doesNotContainPattern(BROADCAST)
                            .hasSizeLessThanOrEqualTo(3_000);
                    // The marks of code are ours, so they come in pairs.
                    assertThat(shown.replace("```", "")
                                            .chars()
                                            .filter(c -> c == '`')
                                            .count()
                                    % 2)
                            .isZero();
                    assertThat((shown.length() - shown.replace("```", "").length()) % 6)
                            .isZero();
                }
            }
            assertThat(message.blocks()).hasSizeLessThanOrEqualTo(50);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aTerminalShowsItAndObeysNothing(String name, String text) {
        List<JsonObject> payloads = new ArrayList<>();
        messages(text).forEach(message -> payloads.add(parsed(message.json())));
        // What another program might send to the fake: nothing is neutralised yet.
        payloads.add(Json.createObjectBuilder().add("text", text).build());
        for (JsonObject payload : payloads) {
            String drawn = new TerminalView(false).draw(new ReceivedMessage(SINCE, "alerts", payload));

            assertThat(drawn)
                    .doesNotContainPattern(CONTROL)
                    .doesNotContainPattern("\\p{Cf}")
                    .doesNotContainPattern(HALF)
                    .doesNotContainPattern("[\\u2028\\u2029]");
            assertThat(drawn.strip().lines()).allMatch(line -> line.startsWith("┃"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theApiGivesItBackAsOneText(String name, String text) {
        AlertViews.Alert alert = new AlertViews.Alert(
                "id", "errors", Map.of("user", text), AlertStatus.ALERTING, "critical", SINCE, "episode", null, null);

        byte[] json = JsonMapper.builder().build().writeValueAsBytes(alert);

        assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n", "\u0000", "\u001b");
        assertThat(parsed(new String(json, StandardCharsets.UTF_8))
                        .getJsonObject("group")
                        .getString("user"))
                .isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aLinkStaysALinkForExactlyThisValue(String name, String text) {
        String link = new KibanaLinks("https://kibana.example.com/s/ops")
                .linkFor(HostileTexts.notice(text, TransitionKind.FIRED))
                .orElseThrow();

        assertThat(link)
                .startsWith("https://kibana.example.com/s/ops/app/")
                .matches("[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*");
        assertThat(URI.create(link).getHost()).isEqualTo("kibana.example.com");
    }

    /** The value that a link asks for is a phrase: no part of it becomes an operator, a field or a wildcard. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theQueryOfALinkAsksForExactlyThisValue(String name, String text) {
        if (text.isBlank() || text.length() > 10_000) {
            return;
        }
        JsonObject query = Kql.translate(KibanaLinks.clause("user", text, true), null, KqlOptions.DEFAULT);

        assertThat(query.toString())
                .contains("match_phrase")
                .doesNotContain("wildcard", "query_string", "should\":[{\"match\":", "range");
        assertThat(textsOf(query)).contains(text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aScrapeHasItAsALabelOnOneLine(String name, String text) throws IOException {
        ActiveAlert alert = new ActiveAlert(
                "errors",
                Map.of("user", text, "field " + text, "v"),
                Map.of("team", text),
                AlertStatus.ALERTING,
                Severity.CRITICAL,
                SINCE);
        EngineCollector collector = new EngineCollector(
                () -> new Reading(64, Map.of("errors", false), 0, 0, List.of(alert), Map.of(AlertStatus.ALERTING, 1L)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, collector.collect());
        String scrape = out.toString(StandardCharsets.UTF_8);

        assertThat(scrape.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> SERIES.matcher(line).matches());
        assertThat(scrape.lines().filter(line -> line.startsWith("ALERTS{"))).hasSize(1);
        assertThat(scrape)
                .doesNotContainPattern(CONTROL)
                .doesNotContainPattern("[\\u202a-\\u202e\\u2066-\\u2069\\x{e0000}-\\x{e007f}]")
                .doesNotContain("forged\"}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void noLineOfTheLogButTheFirstLooksLikeARecord(String name, String text) throws IOException {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName("dev.tocsin.alert.AlertCycle");
        event.setLevel(Level.WARN);
        event.setInstant(SINCE);
        event.setMessage("A rule cannot be evaluated " + text.replace("{}", ""));
        event.addKeyValuePair(new KeyValuePair("reason", text));

        String line = logLayout().doLayout(event);

        assertThat(line.strip().lines().skip(1)).allMatch(rest -> rest.startsWith("  | "));
        assertThat(line)
                .doesNotContainPattern(CONTROL)
                .doesNotContainPattern("\\p{Cf}")
                .doesNotContainPattern("[\\u2028\\u2029]");
    }

    /** The lines of a stack that are none of its own cannot be taken for records. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aStackInTheLogHasNoLineThatLooksLikeARecord(String name, String text) throws IOException {
        LoggingEvent event = new LoggingEvent(
                "fqcn",
                new LoggerContext().getLogger("dev.tocsin.alert.AlertCycle"),
                Level.ERROR,
                "A rule could not be evaluated",
                new IllegalStateException(text, new IOException("because " + text)),
                null);

        String lines = logLayout().doLayout(event);

        assertThat(lines.lines().skip(1))
                .allMatch(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT.*"))
                .anyMatch(line -> line.startsWith("Caused by: java.io.IOException"))
                .anyMatch(line -> line.startsWith("\tat dev.tocsin.alert.HostileTextTest"));
        assertThat(lines).doesNotContainPattern("[\\p{Cc}&&[^\\n\\t]]").doesNotContainPattern("\\p{Cf}");
    }

    private static PatternLayout logLayout() throws IOException {
        Object pattern = new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yml"))
                .getFirst()
                .getProperty("logging.pattern.console");
        PatternLayout layout = new PatternLayout();
        layout.setContext(new LoggerContext());
        layout.getInstanceConverterMap().put("wEx", WhitespaceThrowableProxyConverter::new);
        layout.setPattern(String.valueOf(pattern));
        layout.start();
        return layout;
    }

    private static List<SlackMessage> messages(String text) {
        SlackRenderer renderer = new SlackRenderer(new KibanaLinks("https://kibana.example.com"));
        return HostileTexts.messages(text).stream().map(renderer::render).toList();
    }

    private static JsonObject parsed(String json) {
        return Json.createReader(new StringReader(json)).readObject();
    }

    /** Of a payload, all that is shown: every {@code text}. */
    private static List<String> textsIn(JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonObject object) {
            object.forEach((key, child) -> {
                if (key.equals("text") && child instanceof JsonString text) {
                    texts.add(text.getString());
                } else {
                    texts.addAll(textsIn(child));
                }
            });
        } else if (value instanceof JsonArray array) {
            array.forEach(child -> texts.addAll(textsIn(child)));
        }
        return texts;
    }

    private static List<String> textsOf(JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonObject object) {
            object.values().forEach(child -> texts.addAll(textsOf(child)));
        } else if (value instanceof JsonArray array) {
            array.forEach(child -> texts.addAll(textsOf(child)));
        } else if (value instanceof JsonString text) {
            texts.add(text.getString());
        }
        return texts;
    }
}

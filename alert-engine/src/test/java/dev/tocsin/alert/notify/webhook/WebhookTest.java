package dev.tocsin.alert.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.OutgoingRules;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.ScriptedServer;
import dev.tocsin.alert.notify.http.ScriptedServer.Received;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.GapEpisode;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebhookTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:20Z");
    private static final DiscoverLinks LINKS =
            notice -> java.util.Optional.of("https://kibana.example.com/app/x?a=b&c");
    private static final OutgoingRule HERE = OutgoingRule.allowing(List.of("127.0.0.1"));

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private static Webhooks webhooks(OutgoingRule outgoing) {
        return new Webhooks(LINKS, new Terms(outgoing, Duration.ofSeconds(8), InstantSource.fixed(NOW)));
    }

    private Channel channel(String options) {
        return ChannelConfigs.channel(
                webhooks(HERE),
                Map.of("SECRET", "a-secret-of-some-length", "TOKEN", "t0ken-of-theirs"),
                "hook:\n  webhook:\n    url: " + server.url() + "/in\n" + options.indent(4));
    }

    private static List<String> problems(String options) {
        return ChannelConfigs.problems(
                webhooks(HERE), Map.of("SECRET", "short", "ODD", "a {{b"), "hook:\n  webhook:\n" + options.indent(4));
    }

    private static Story story(Tale tale) {
        return new Story(
                tale,
                Notices.of(TransitionKind.FIRED)
                        .group("service.name", "checkout-api")
                        .value(1430.0)
                        .annotation("summary", "1,430 errors")
                        .annotation("runbook", "https://wiki.example.com/checkout")
                        .samples("say \"no\"")
                        .differs("host.name", "node-3")
                        .build(),
                null,
                Duration.ofSeconds(90),
                List.of("intent-1"));
    }

    private static Message fired() {
        return new Message(Tale.FIRED, List.of(story(Tale.FIRED)), false);
    }

    private Received sent(Channel channel, Message message) {
        assertThat(channel.send(message)).isInstanceOf(Delivered.class);
        return server.posts().getLast();
    }

    private static JsonObject json(Received received) {
        return Json.createReader(new StringReader(received.text())).readObject();
    }

    @Test
    void postsTheMessageAsTheDocumentationShowsIt() throws Exception {
        Received received = sent(channel(""), fired());

        String documented = Files.readString(Path.of("..", "docs", "CHANNELS.md"));
        int begin = documented.indexOf("```json\n") + "```json\n".length();
        JsonObject example = Json.createReader(
                        new StringReader(documented.substring(begin, documented.indexOf("```", begin))))
                .readObject();
        assertThat(json(received)).isEqualTo(example);
        assertThat(received.headers())
                .containsEntry("content-type", "application/json; charset=UTF-8")
                .containsEntry("idempotency-key", fired().key())
                .doesNotContainKey("webhook-signature");
    }

    /** A receiver may refuse a key that comes with another content. */
    @Test
    void writesTheSameBytesAtEveryTry() {
        Story later =
                new Story(Tale.FIRED, story(Tale.FIRED).notice(), null, Duration.ofMinutes(10), List.of("intent-1"));
        Received first = sent(channel(""), fired());
        Received second = sent(channel(""), new Message(Tale.FIRED, List.of(later), true));

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().get("idempotency-key"))
                .isEqualTo(first.headers().get("idempotency-key"));
        assertThat(sent(
                                channel("body: '\"{{title}}{{#repeat}}, perhaps a repeat{{/repeat}}\"'"),
                                new Message(Tale.FIRED, List.of(later), true))
                        .text())
                .isEqualTo("\"Checkout is failing, perhaps a repeat\"");
    }

    @Test
    void keepsWhatAResolveEnds() {
        Story resolved = new Story(
                Tale.RESOLVED,
                Notices.of(TransitionKind.RESOLVED).value(3.0).severity(null).build(),
                Notices.fired().value(143.5).severity(Severity.WARNING).build(),
                Duration.ZERO,
                List.of("b"));

        JsonObject story = json(sent(channel(""), new Message(Tale.RESOLVED, List.of(resolved), false)))
                .getJsonArray("stories")
                .getJsonObject(0);

        assertThat(story.getString("status")).isEqualTo("resolved");
        assertThat(story.isNull("severity")).isTrue();
        assertThat(story.getJsonObject("breach").toString())
                .isEqualTo(
                        "{\"severity\":\"warning\",\"value\":143.5,\"threshold\":100,\"condition\":\"hits above 100\"}");
    }

    @Test
    void tellsAGapAsWhatHasHappenedForNobodyTellsItsEnd() {
        Notices failed = Notices.of(TransitionKind.ERROR).severity(null);
        Story error = new Story(Tale.ERROR, failed.build(), null, Duration.ZERO, List.of("a"));
        Story gap = new Story(
                Tale.ERROR,
                failed.episode(GapEpisode.id("checkout-errors", Notices.FIRST)).build(),
                null,
                Duration.ZERO,
                List.of("b"));

        JsonObject alone = json(sent(channel(""), new Message(Tale.ERROR, List.of(gap), false)));
        JsonObject both = json(sent(channel(""), new Message(Tale.ERROR, List.of(gap, error), false)));

        assertThat(alone.getString("status")).isEqualTo("event");
        assertThat(both.getString("status")).isEqualTo("firing");
        assertThat(both.getJsonArray("stories").getValuesAs(JsonObject.class))
                .extracting(story -> story.getString("status"))
                .containsExactly("event", "firing");
        assertThat(sent(channel("body: '\"{{status}}\"'"), new Message(Tale.ERROR, List.of(gap), false))
                        .text())
                .isEqualTo("\"event\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"t\": \"{{title}} on {{group.service.name}}\"} | {\"t\": \"Checkout is failing on checkout-api\"}",
                "{\"t\": \"{{{title}}} {{&status}}\"} | {\"t\": \"Checkout is failing firing\"}",
                "{\"v\": {{json.value}}, \"of\": \"{{value}}\"} | {\"v\": 1430, \"of\": \"1,430\"}",
                "{\"l\": {{json.labels}}, \"team\": \"{{labels.team}}\"} | {\"l\": {\"team\":\"shop\"}, \"team\": \"shop\"}",
                "[{{#stories}}\"{{rule}}\"{{^-last}},{{/-last}}{{/stories}}] | [\"checkout-errors\",\"checkout-errors\"]",
                "[{{#severity}}\"{{value}}\"{{/severity}}{{^severity}}0{{/severity}}] | [\"1,430\"]",
                "{\"links\": {{json.links}}} | {\"links\": {\"kibana\":\"https://kibana.example.com/app/x?a=b&c\",\"runbook\":\"https://wiki.example.com/checkout\"}}",
                "\"{{text}}\" | \"🔴 CRITICAL — Checkout is failing: 2 alerts\"",
            })
    void fillsInATemplate(String template, String expected) {
        Channel channel = channel("body: |-\n  " + template);
        Message two = new Message(Tale.FIRED, List.of(story(Tale.FIRED), story(Tale.FIRED)), false);

        assertThat(sent(channel, two).text()).isEqualTo(expected);
    }

    @Test
    void keepsAValueOneValueInATemplate() {
        Channel channel = channel("body: '{\"a\": \"{{group.user}}\", \"b\": \"{{{annotations.summary}}}\"}'");
        String break_ = "x\",\"admin\":true,\"y\":\"\\ \n \u0007 {{title}} ${env:SECRET}";
        Story story = new Story(
                Tale.FIRED,
                Notices.fired()
                        .group("user", break_)
                        .annotation("summary", break_)
                        .build(),
                null,
                Duration.ZERO,
                List.of("a"));

        JsonObject json = json(sent(channel, new Message(Tale.FIRED, List.of(story), false)));

        assertThat(json.keySet()).containsExactly("a", "b");
        assertThat(json.getString("a")).isEqualTo("x\",\"admin\":true,\"y\":\"\\ \n  {{title}} ${env:SECRET}");
    }

    @Test
    void writesFormsAndTexts() {
        Received form = sent(channel("format: form\nbody: 'text={{group.service.name}}&v={{value}}'"), fired());
        assertThat(form.text()).isEqualTo("text=checkout-api&v=1%2C430");
        assertThat(form.headers()).containsEntry("content-type", "application/x-www-form-urlencoded");

        assertThat(sent(channel("format: text\nbody: '{{text}}'"), fired()).text())
                .isEqualTo("🔴 CRITICAL — Checkout is failing: checkout-api");
    }

    @Test
    void showsNobodyWhatATemplateWasFilledWith() {
        Channel channel = channel("headers: {X-Key: 'key ${env:SECRET}'}\n"
                + "body: '{\"token\": \"${env:TOKEN}\", \"text\": \"{{title}}\"}'");
        String body = "{\"token\": \"t0ken-of-theirs\", \"text\": \"Checkout is failing\"}";
        server.then(200, "took " + body).then(422, "no: " + body).then(500, "a-secret-of-some-length {echo} " + body);

        List<String> shown = List.of(
                channel.send(fired()).toString(),
                channel.send(fired()).toString(),
                channel.send(fired()).toString(),
                channel.preview(fired()),
                channel.toString());

        assertThat(server.posts())
                .allSatisfy(post -> assertThat(post.text()).isEqualTo(body))
                .hasSize(3);
        assertThat(channel.preview(fired()))
                .isEqualTo("{\"token\": \"${env:TOKEN}\", \"text\": \"Checkout is failing\"}");
        assertThat(shown).noneMatch(text -> text.contains("t0ken") || text.contains("a-secret"));
    }

    @Test
    void masksASecretThatIsLongerThanWhatIsReadOfAnAnswer() {
        String key = "0123456789".repeat(900);
        Channel channel = ChannelConfigs.channel(
                webhooks(HERE),
                Map.of("KEY", key),
                "hook: {webhook: {url: '" + server.url() + "/in', body: '\"${env:KEY}\"'}}");
        server.then(422, "no: " + key);

        assertThat(channel.send(fired()).toString()).contains("422 no: …").doesNotContain("0123");
    }

    @Test
    void sendsHeadersOnOneLineWhateverAnEventHolds() {
        Channel channel = channel(
                "headers: {Authorization: 'Bearer ${env:TOKEN}', X-User: '{{group.user}}', X-Json: '{{json}}'}");
        Story story = new Story(
                Tale.FIRED,
                Notices.fired().group("user", "x\r\nSet-Cookie: a=b ü").build(),
                null,
                Duration.ZERO,
                List.of("a"));

        Received received = sent(channel, new Message(Tale.FIRED, List.of(story), false));

        assertThat(received.headers())
                .containsEntry("authorization", "Bearer t0ken-of-theirs")
                .containsEntry("x-user", "x Set-Cookie: a=b ?")
                .doesNotContainKey("set-cookie")
                .hasEntrySatisfying(
                        "x-json",
                        json -> assertThat(json).startsWith("{\"schema\":1").hasSizeBetween(490, 500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: ftp://a.example/ | hook.webhook.url: has to begin with https://",
                "secret: '${env:SECRET}' | hook.webhook.secret: is too short: 16 bytes at least",
                "secret: '${env:NONE}' | hook.webhook.secret: channel 'hook' needs the environment variable NONE",
                "secret: 'whsec_no base64' | hook.webhook.secret: begins with whsec_, but is not Base64",
                "body: '{\"a\": \"{{titel}}\"}' | hook.webhook.body: there is no variable {{titel}} (did you mean 'title'?)",
                "body: '{\"a\": \"{{title}\"}' | hook.webhook.body: a variable is not closed",
                "body: '{\"a\": {{title}}}' | hook.webhook.body: makes no JSON of a message 'fired' with one story: line 1, column",
                "body: '{\"a\": {{value}}}' | hook.webhook.body: makes no JSON of a message",
                "body: '{\"a\": 1' | hook.webhook.body: makes no JSON of a message",
                "body: '{\"a\": 1} x' | hook.webhook.body: makes no JSON of a message",
                "body: '[{{#stories}}1,{{/stories}}]' | hook.webhook.body: makes no JSON of a message",
                "headers: {X-A: '{{nothing}}'} | hook.webhook.headers.X-A: there is no variable {{nothing}}",
                "headers: {X-A: '{{title}} ${env:ODD}'} | hook.webhook.headers.X-A: a secret in it holds {{ or }}",
                "headers: {'X A': 'a'} | hook.webhook.headers.X A: not a name for a header",
                "headers: {Host: 'a'} | hook.webhook.headers.Host: this header is set by Tocsin",
                "format: xml | hook.webhook.format: is none of json, text, form",
                "format: text | hook.webhook.format: only the message as JSON needs no body",
                "method: PUT | hook.webhook.method: unknown key",
            })
    void saysWhatIsWrongWhenTheFileIsRead(String options, String problem) {
        String yaml = options.startsWith("url") ? options : "url: https://hooks.example.com/s3cret\n" + options;

        assertThat(problems(yaml))
                .singleElement()
                .asString()
                .startsWith("channels.yml:")
                .contains(problem)
                .doesNotContain("s3cret", "a {{b");
    }

    @ParameterizedTest
    @CsvSource({
        "200, Delivered",
        "202, Delivered",
        "204, Delivered",
        "302, TryLater",
        "400, Refused",
        "401, TryLater",
        "404, TryLater",
        "409, TryLater",
        "413, Refused",
        "425, TryLater",
        "500, TryLater",
        "503, TryLater",
        "504, Unknown"
    })
    void knowsWhatAStatusMeans(int status, String outcome) {
        server.then(status, "");

        assertThat(channel("").send(fired()).getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(server.posts()).hasSize(1);
    }

    @Test
    void sendsPlainHttpOnlyWithinNetworksOfItsOwn() {
        OutgoingRule rule = OutgoingRules.resolving(List.of("outside.example", "127.0.0.0/8"), host ->
                new InetAddress[] {InetAddress.ofLiteral(host.equals("outside.example") ? "8.8.8.8" : "127.0.0.1")});
        String port = server.url().substring(server.url().lastIndexOf(':'));

        assertThat(send(rule, "http://outside.example" + port))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.reason()).contains("plain http goes no further"));
        assertThat(send(rule, "http://inside.example" + port)).isInstanceOf(Delivered.class);
    }

    private static dev.tocsin.alert.notify.DeliveryOutcome send(OutgoingRule rule, String url) {
        return ChannelConfigs.channel(webhooks(rule), Map.of(), "hook: {webhook: {url: \"" + url + "\"}}")
                .send(fired());
    }

    @Test
    void signsWhatALibraryOfTheSpecificationWouldVerify() {
        // The example of the specification's own libraries.
        Signature signature = Signature.with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsTheBytesThatItSends() {
        Received received = sent(channel("secret: '${env:SECRET}'"), fired());

        assertThat(received.headers())
                .containsEntry("webhook-id", fired().key())
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        Signature.with("a-secret-of-some-length")
                                .headers(fired().key(), NOW, received.body())
                                .get("webhook-signature"));
    }

    @Test
    void looksWithoutPosting() {
        server.then(405, "");
        assertThat(channel("").troubleReaching()).isEmpty();
        for (int answered : new int[] {400, 404, 500, 501, 502, 504}) {
            // A function that parses the body of a HEAD fails, and takes messages all the same.
            server.then(answered, "");
            assertThat(channel("").troubleReaching()).as("%d", answered).isEmpty();
        }
        for (int away : new int[] {429, 503}) {
            server.then(away, "");
            assertThat(channel("").troubleReaching()).as("%d", away).isPresent();
        }

        assertThat(server.received()).allMatch(one -> one.method().equals("HEAD"));
    }

    @Test
    void countsWhatHasNoRoom() {
        List<Story> many = java.util.Collections.nCopies(2_000, story(Tale.FIRED));

        JsonObject json = json(sent(channel(""), new Message(Tale.FIRED, many, false)));

        assertThat(json.getJsonArray("stories")).hasSize(100);
        assertThat(json.getInt("stories_left_out")).isEqualTo(1_900);
    }
}

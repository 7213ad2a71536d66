package dev.tocsin.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WebApiTest {
    private static final String METADATA = "{\"event_type\":\"tocsin\",\"event_payload\":{\"life\":\"l1\"}}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:05:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private FakeSlack slack;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0, null, now::get);
    }

    @AfterEach
    void stop() {
        slack.close();
        client.close();
    }

    @Test
    void keepsOneMessageThroughItsPostItsRepliesAndItsChanges() throws Exception {
        JsonObject posted =
                json("chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"red\",\"metadata\":" + METADATA + "}");
        String ts = posted.getString("ts");
        json("chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"worse\",\"thread_ts\":\"" + ts + "\"}");
        json(
                "chat.postMessage",
                "{\"channel\":\"C0ALERTS1\",\"text\":\"critical\",\"thread_ts\":\"" + ts
                        + "\",\"reply_broadcast\":true}");
        JsonObject updated =
                json("chat.update", "{\"channel\":\"C0ALERTS1\",\"ts\":\"" + ts + "\",\"text\":\"green\"}");

        assertThat(posted.getString("channel")).isEqualTo("C0ALERTS1");
        assertThat(updated.getBoolean("ok")).isTrue();
        assertThat(slack.shownIn(FakeSlack.ALERTS))
                .extracting(ChatMessage::text)
                .containsExactly("green", "critical");
        assertThat(slack.replies(FakeSlack.ALERTS, ts))
                .extracting(ChatMessage::text)
                .containsExactly("worse", "critical");
        assertThat(slack.conversation(FakeSlack.ALERTS).getFirst().metadata())
                .as("kept by an update without any")
                .isNotNull();
        assertThat(slack.chatLog())
                .extracting(ChatEntry::kind)
                .containsExactly(
                        ChatEntry.Kind.POST, ChatEntry.Kind.REPLY, ChatEntry.Kind.BROADCAST, ChatEntry.Kind.UPDATE);
    }

    @Test
    void givesEachMessageAnIdOfItsOwnAlsoInTheSameMoment() throws Exception {
        String first = json("chat.postMessage", "{\"channel\":\"alerts\",\"text\":\"a\"}")
                .getString("ts");
        String second = json("chat.postMessage", "{\"channel\":\"#alerts\",\"text\":\"b\"}")
                .getString("ts");

        assertThat(first).matches("\\d{10}\\.\\d{6}").isNotEqualTo(second);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesInSlacksWords(String what, String method, String body, String word) throws Exception {
        slack.addChannel("C0OTHER", "other", false);
        ChatMessage ofAPerson = slack.say(FakeSlack.ALERTS, "hello");

        JsonObject answer = json(method, body.replace("PERSON", ofAPerson.ts()));

        assertThat(answer.getBoolean("ok")).isFalse();
        assertThat(answer.getString("error")).as(answer.toString()).isEqualTo(word);
        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
    }

    static Stream<Arguments> refused() {
        String post = "chat.postMessage";
        String divider = "{\"type\":\"divider\"}";
        return Stream.of(
                Arguments.of(
                        "a channel that there is not",
                        post,
                        "{\"channel\":\"C9\",\"text\":\"a\"}",
                        "channel_not_found"),
                Arguments.of(
                        "a channel without the bot",
                        post,
                        "{\"channel\":\"C0OTHER\",\"text\":\"a\"}",
                        "not_in_channel"),
                Arguments.of("nothing to say", post, "{\"channel\":\"C0ALERTS1\"}", "no_text"),
                Arguments.of("no JSON", post, "{\"channel\":", "invalid_json"),
                Arguments.of(
                        "blocks that are none",
                        post,
                        "{\"channel\":\"C0ALERTS1\",\"blocks\":{}}",
                        "invalid_blocks_format"),
                Arguments.of(
                        "51 blocks",
                        post,
                        "{\"channel\":\"C0ALERTS1\",\"text\":\"a\",\"blocks\":["
                                + String.join(",", Collections.nCopies(51, divider)) + "]}",
                        "invalid_blocks"),
                Arguments.of(
                        "metadata without a type",
                        post,
                        "{\"channel\":\"C0ALERTS1\",\"text\":\"a\",\"metadata\":{\"event_payload\":{}}}",
                        "invalid_metadata_schema"),
                Arguments.of(
                        "much metadata",
                        post,
                        "{\"channel\":\"C0ALERTS1\",\"text\":\"a\",\"metadata\":{\"event_type\":\"t\",\"event_payload\":{\"a\":\""
                                + "x".repeat(8_000) + "\"}}}",
                        "metadata_too_large"),
                Arguments.of(
                        "a thread that is no id",
                        post,
                        "{\"channel\":\"C0ALERTS1\",\"text\":\"a\",\"thread_ts\":\"x\"}",
                        "invalid_thread_ts"),
                Arguments.of(
                        "an update by name",
                        "chat.update",
                        "{\"channel\":\"alerts\",\"ts\":\"PERSON\",\"text\":\"a\"}",
                        "channel_not_found"),
                Arguments.of(
                        "an update of nothing",
                        "chat.update",
                        "{\"channel\":\"C0ALERTS1\",\"ts\":\"1.0\",\"text\":\"a\"}",
                        "message_not_found"),
                Arguments.of(
                        "an update of another's message",
                        "chat.update",
                        "{\"channel\":\"C0ALERTS1\",\"ts\":\"PERSON\",\"text\":\"a\"}",
                        "cant_update_message"),
                Arguments.of("a method that there is not", "chat.unknown", "{}", "unknown_method"),
                Arguments.of(
                        "JSON where only a form will do",
                        "conversations.history",
                        "{\"channel\":\"C0ALERTS1\"}",
                        "invalid_arguments"),
                Arguments.of("a socket with the bot's token", "apps.connections.open", "{}", "not_allowed_token_type"));
    }

    @Test
    void refusesAnEditThatIsTooLongThoughAPostMayBe() throws Exception {
        String text = "x".repeat(4_001);
        String ts = json("chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"" + text + "\"}")
                .getString("ts");

        JsonObject answer =
                json("chat.update", "{\"channel\":\"C0ALERTS1\",\"ts\":\"" + ts + "\",\"text\":\"" + text + "\"}");

        assertThat(answer.getString("error")).isEqualTo("msg_too_long");
    }

    @Test
    void saysWhichBlockIsWrong() throws Exception {
        JsonObject answer = json(
                "chat.postMessage",
                "{\"channel\":\"C0ALERTS1\",\"text\":\"a\",\"blocks\":[{\"type\":\"header\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"a\"}}]}");

        assertThat(answer.toString()).contains("invalid_blocks", "blocks[0].text");
    }

    @Test
    void letsOnlyThoseInThatHaveAToken() throws Exception {
        assertThat(json(send("auth.test", "{}", "")).getString("error")).isEqualTo("not_authed");
        assertThat(json(send("auth.test", "{}", "Bearer xoxb-other")).getString("error"))
                .isEqualTo("invalid_auth");
        assertThat(json("auth.test", "{}").getString("team_id")).isEqualTo(FakeSlack.TEAM);

        slack.withoutScope("chat:write");
        assertThat(json("chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"a\"}")
                        .getString("needed"))
                .isEqualTo("chat:write");

        slack.revokeTokens();
        assertThat(json("auth.test", "{}").getString("error")).isEqualTo("token_revoked");
    }

    @Test
    void limitsMessagesByChannelAndEditsByMethod() throws Exception {
        String post = "{\"channel\":\"C0ALERTS1\",\"text\":\"a\"}";
        String ts = json("chat.postMessage", post).getString("ts");
        for (int i = 0; i < 4; i++) {
            json("chat.postMessage", post);
        }
        HttpResponse<String> tooMany = send("chat.postMessage", post, "Bearer " + FakeSlack.BOT_TOKEN);
        String update = "{\"channel\":\"C0ALERTS1\",\"ts\":\"" + ts + "\",\"text\":\"b\"}";
        for (int i = 0; i < 50; i++) {
            assertThat(json("chat.update", update).getBoolean("ok")).isTrue();
        }

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(tooMany.body()).contains("ratelimited");
        assertThat(send("chat.update", update, "Bearer " + FakeSlack.BOT_TOKEN).statusCode())
                .isEqualTo(429);
        now.set(now.get().plusSeconds(2));
        assertThat(json("chat.postMessage", post).getBoolean("ok")).isTrue();
        assertThat(json("chat.update", update).getBoolean("ok")).isTrue();
    }

    @Test
    void showsTheHistoryNewestFirstByPagesWithoutWhatIsInThreads() throws Exception {
        slack.limitRate(false);
        String first = "";
        for (int i = 0; i < 5; i++) {
            String ts = json(
                            "chat.postMessage",
                            "{\"channel\":\"C0ALERTS1\",\"text\":\"m" + i + "\",\"metadata\":" + METADATA + "}")
                    .getString("ts");
            first = i == 0 ? ts : first;
        }
        json("chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"reply\",\"thread_ts\":\"" + first + "\"}");

        JsonObject page = form("conversations.history", "channel=C0ALERTS1&limit=2&include_all_metadata=true");
        JsonObject next = form(
                "conversations.history",
                "channel=C0ALERTS1&limit=9&cursor="
                        + page.getJsonObject("response_metadata").getString("next_cursor"));
        JsonObject thread = form("conversations.replies", "channel=C0ALERTS1&ts=" + first);

        assertThat(texts(page)).containsExactly("m4", "m3");
        assertThat(page.getBoolean("has_more")).isTrue();
        assertThat(page.getJsonArray("messages").toString()).contains("event_payload");
        assertThat(texts(next)).containsExactly("m2", "m1", "m0");
        assertThat(next.getJsonArray("messages").toString()).as("not asked for").doesNotContain("event_payload");
        assertThat(texts(thread)).containsExactly("m0", "reply");
        assertThat(form("conversations.history", "channel=C0ALERTS1&oldest=" + first)
                        .getJsonArray("messages"))
                .hasSize(4);
    }

    @Test
    void misbehavesMethodByMethod() throws Exception {
        slack.dropNextAfterDoing("chat.postMessage", 1);
        slack.failNext("chat.postMessage", 1, 500, "oops");
        slack.limitNext("chat.postMessage", 1, 30);
        slack.refuseNext("chat.postMessage", 1, "not_in_channel");
        slack.slowNext("chat.postMessage", 1, Duration.ofMillis(20));
        String post = "{\"channel\":\"C0ALERTS1\",\"text\":\"a\"}";

        assertThat(json("auth.test", "{}").getBoolean("ok")).isTrue();
        assertThatThrownBy(() -> json("chat.postMessage", post)).isInstanceOf(IOException.class);
        assertThat(send("chat.postMessage", post, "Bearer " + FakeSlack.BOT_TOKEN)
                        .statusCode())
                .isEqualTo(500);
        assertThat(send("chat.postMessage", post, "Bearer " + FakeSlack.BOT_TOKEN)
                        .headers()
                        .firstValue("Retry-After"))
                .hasValue("30");
        assertThat(json("chat.postMessage", post).getString("error")).isEqualTo("not_in_channel");
        String ts = json("chat.postMessage", post).getString("ts");
        slack.refuseEdits("edit_window_closed");
        assertThat(json("chat.update", "{\"channel\":\"C0ALERTS1\",\"ts\":\"" + ts + "\",\"text\":\"b\"}")
                        .getString("error"))
                .isEqualTo("edit_window_closed");
        assertThat(slack.conversation(FakeSlack.ALERTS))
                .as("the lost answer's, and the slow one's")
                .hasSize(2);
    }

    @Test
    void takesAFileInThreeSteps() throws Exception {
        JsonObject announced = form("files.getUploadURLExternal", "filename=a.png&length=3");
        String id = announced.getString("file_id");
        JsonObject early = form("files.completeUploadExternal", "files=" + encoded("[{\"id\":\"" + id + "\"}]"));
        client.send(
                HttpRequest.newBuilder(URI.create(announced.getString("upload_url")))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2, 3}))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonObject done = form(
                "files.completeUploadExternal", "channel_id=C0ALERTS1&files=" + encoded("[{\"id\":\"" + id + "\"}]"));

        assertThat(early.getString("error")).isEqualTo("file_not_found");
        assertThat(done.getBoolean("ok")).isTrue();
        assertThat(slack.file(id)).hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2, 3));
        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
    }

    @Test
    void showsOnlyFilesThatAreThereAndWorkedOn() throws Exception {
        JsonObject announced = form("files.getUploadURLExternal", "filename=a.png&length=1");
        String id = announced.getString("file_id");
        String post = "{\"channel\":\"C0ALERTS1\",\"text\":\"t\",\"blocks\":[{\"type\":\"image\",\"alt_text\":\"a\","
                + "\"slack_file\":{\"id\":\"" + id + "\"}}]}";
        JsonObject early = json("chat.postMessage", post);
        client.send(
                HttpRequest.newBuilder(URI.create(announced.getString("upload_url")))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1}))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        form("files.completeUploadExternal", "files=" + encoded("[{\"id\":\"" + id + "\"}]"));
        slack.processFilesLate(1);
        JsonObject working = json("chat.postMessage", post);
        JsonObject shown = json("chat.postMessage", post);

        assertThat(early.getString("error")).isEqualTo("invalid_blocks");
        assertThat(working.getString("error")).isEqualTo("invalid_blocks");
        assertThat(shown.getBoolean("ok")).isTrue();
        assertThat(slack.files()).isEqualTo(1);
    }

    private static List<String> texts(JsonObject page) {
        return page.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("text"))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonObject json(String method, String body) throws Exception {
        return json(send(method, body, "Bearer " + FakeSlack.BOT_TOKEN));
    }

    private JsonObject form(String method, String form) throws Exception {
        return json(client.send(
                HttpRequest.newBuilder(slack.api().resolve(method))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Bearer " + FakeSlack.BOT_TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private HttpResponse<String> send(String method, String body, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(slack.api().resolve(method))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

package dev.tocsin.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClickTest {
    private static final Click CLICK =
            new Click("U1", "kim", FakeSlack.TEAM, FakeSlack.ALERTS, "1.000001", "ack", "life-1", "1.5");

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private FakeSlack slack;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
    }

    @AfterEach
    void stop() {
        slack.close();
        client.shutdownNow();
    }

    @Test
    void goesToTheSocketAsAnEnvelopeThatIsAcknowledged() throws Exception {
        WebSocket socket = connect(socketUrl());
        assertThat(heard.poll(5, TimeUnit.SECONDS)).contains("\"type\":\"hello\"");

        CompletableFuture<JsonObject> acknowledged = slack.click(CLICK);
        JsonObject envelope = parsed(String.valueOf(heard.poll(5, TimeUnit.SECONDS)));
        socket.sendText("{\"envelope_id\":\"" + envelope.getString("envelope_id") + "\"}", true);

        assertThat(envelope.getString("type")).isEqualTo("interactive");
        assertThat(envelope.getJsonObject("payload").getString("type")).isEqualTo("block_actions");
        assertThat(acknowledged.get(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void failsWhereNobodyListens() {
        assertThatThrownBy(() -> slack.click(CLICK).get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("no socket is open");
    }

    @Test
    void letsATicketInOnce() throws Exception {
        URI url = socketUrl();
        connect(url);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).contains("hello");

        connect(url);

        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("closed 1008");
        assertThat(slack.sockets()).isEqualTo(1);
    }

    @Test
    void isSignedForHttp() {
        FakeSlack.SignedRequest request = slack.signed(CLICK);

        assertThat(URLDecoder.decode(new String(request.body(), StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .startsWith("payload={")
                .contains("\"value\":\"life-1\"");
        assertThat(request.signature())
                .isEqualTo(RequestSigner.sign(
                        FakeSlack.SIGNING_SECRET, Long.parseLong(request.timestamp()), request.body()));
    }

    /** The example of Slack's own page on it. */
    @Test
    void signsAsSlackDoes() {
        byte[] body = ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                        + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
                        + "96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(RequestSigner.sign("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, body))
                .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
    }

    private URI socketUrl() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(slack.api().resolve("apps.connections.open"))
                        .header("Authorization", "Bearer " + FakeSlack.APP_TOKEN)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return URI.create(parsed(response.body()).getString("url"));
    }

    private WebSocket connect(URI url) throws Exception {
        return client.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .buildAsync(url, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        heard.add(data.toString());
                        socket.request(1);
                        return CompletableFuture.completedStage(null);
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        heard.add("closed " + code);
                        return CompletableFuture.completedStage(null);
                    }
                })
                .get(5, TimeUnit.SECONDS);
    }

    private static JsonObject parsed(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}

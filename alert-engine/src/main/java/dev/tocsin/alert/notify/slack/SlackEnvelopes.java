package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes by one connection in Socket Mode. An envelope is acknowledged first: Slack gives it three seconds, and
 * whoever pressed sees a failure after that. What cannot be read is passed over.
 */
final class SlackEnvelopes implements WebSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SlackEnvelopes.class);
    private static final int MOST = 1 << 20;

    private final Consumer<JsonObject> payloads;
    private final Runnable greeted;
    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch end = new CountDownLatch(1);
    private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean isGreeted;
    private volatile boolean isAskedToLeave;

    /** @param greeted told when Slack has taken the connection */
    SlackEnvelopes(Consumer<JsonObject> payloads, Runnable greeted) {
        this.payloads = payloads;
        this.greeted = greeted;
    }

    static ByteBuffer ping() {
        return ByteBuffer.wrap("tocsin".getBytes(StandardCharsets.US_ASCII));
    }

    /** False if it goes on after so long. */
    boolean awaitEnd(Duration most) throws InterruptedException {
        return end.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isGreeted() {
        return isGreeted;
    }

    /** Whether Slack wants us to connect anew. */
    boolean isAskedToLeave() {
        return isAskedToLeave;
    }

    boolean heardWithin(Duration time) {
        return System.nanoTime() - heardNanos <= time.toNanos();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        heardNanos = System.nanoTime();
        if (text.length() + data.length() <= MOST) {
            text.append(data);
        }
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            take(socket, whole);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        heardNanos = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        heardNanos = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end.countDown();
    }

    private void take(WebSocket socket, String message) {
        try {
            if (!(JsonParser.parseString(message) instanceof JsonObject envelope)) {
                return;
            }
            String id = SlackApi.text(envelope, "envelope_id");
            if (!id.isEmpty()) {
                acknowledge(socket, id);
            }
            switch (SlackApi.text(envelope, "type")) {
                case "hello" -> {
                    isGreeted = true;
                    greeted.run();
                }
                case "disconnect" -> leave(SlackApi.text(envelope, "reason"));
                case "interactive" -> {
                    if (envelope.get("payload") instanceof JsonObject payload) {
                        payloads.accept(payload);
                    }
                }
                default -> {}
            }
        } catch (JsonParseException e) {
            LOG.atWarn().addKeyValue("characters", message.length()).log("Slack's socket said what is no JSON");
        }
    }

    private void acknowledge(WebSocket socket, String id) {
        JsonObject answer = new JsonObject();
        answer.addProperty("envelope_id", id);
        // One after the other: a socket refuses a text while another is being sent.
        sent = sent.handle((done, failed) -> socket).thenCompose(open -> open.sendText(answer.toString(), true));
    }

    /** A warning comes some seconds before the connection is ended; then is when to leave. */
    private void leave(String reason) {
        // Switched off for the app: connecting anew at once would only be refused.
        isAskedToLeave = !reason.equals("link_disabled");
        end.countDown();
    }
}

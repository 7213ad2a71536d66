package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.Backoff;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.OutgoingRefused;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to an app's buttons in Socket Mode, so that nobody has to reach the engine: asks for an address, connects,
 * acknowledges each envelope before anything is done about it, and connects again when the connection ends, which Slack makes
 * it do every few hours. One thread.
 */
final class SlackSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackSocket.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SlackApi api;
    private final Terms terms;
    private final boolean isFake;
    private final Consumer<JsonObject> payloads;
    private final Rhythm rhythm;
    private final RandomGenerator random;
    private final CountDownLatch closing = new CountDownLatch(1);
    private String lastComplaint = "";
    private boolean isListening;
    private volatile @Nullable SlackEnvelopes current;

    /**
     * When it does what.
     *
     * @param look how often it looks whether the connection is alive
     */
    record Rhythm(Backoff backoff, Duration look) {
        static Rhythm standard() {
            return new Rhythm(Backoff.standard(), Duration.ofSeconds(30));
        }
    }

    /** @param payloads takes what came in an envelope, and comes back at once */
    SlackSocket(SlackApi api, Terms terms, Consumer<JsonObject> payloads, Rhythm rhythm, RandomGenerator random) {
        this.api = api;
        this.terms = terms;
        this.isFake = api.isOnThisMachine();
        this.payloads = payloads;
        this.rhythm = rhythm;
        this.random = random;
    }

    void start() {
        Thread.ofVirtual().name("slack-socket").start(this::listen);
    }

    private void listen() {
        int failures = 0;
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(Objects.requireNonNullElseGet(ProxySelector.getDefault(), () -> HttpClient.Builder.NO_PROXY))
                .build()) {
            while (closing.getCount() > 0) {
                Ending ending = caught(client);
                failures = ending.wasOpen() ? 1 : failures + 1;
                int inARow = failures;
                Duration pause = ending.pause().orElseGet(() -> rhythm.backoff().after(inARow, random));
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    client.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread that is gone would listen to nobody, and nobody would know. */
    private Ending caught(HttpClient client) throws InterruptedException {
        try {
            return connection(client);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("Listening to Slack failed in a way that it should not; trying again");
            return Ending.notOpened();
        }
    }

    /**
     * How a connection ended.
     *
     * @param pause before the next; empty for as long as failures in a row say
     */
    private record Ending(boolean wasOpen, Optional<Duration> pause) {
        static Ending notOpened() {
            return new Ending(false, Optional.empty());
        }
    }

    private Ending connection(HttpClient client) throws InterruptedException {
        return switch (api.write("apps.connections.open", new JsonObject(), Deadline.in(PATIENCE))) {
            case SlackReply.Done(JsonObject body) -> connection(client, SlackApi.text(body, "url"));
            case SlackReply.Error error -> {
                complain(SlackWords.withHint(error));
                yield SlackWords.isAboutTheChannel(error.word())
                        ? new Ending(false, Optional.of(AnswerPolicy.UNTIL_MENDED))
                        : Ending.notOpened();
            }
            case SlackReply.NoWord(TryLater(Optional<Duration> after, String reason)) -> {
                complain(reason);
                yield new Ending(false, after);
            }
            case SlackReply.NoWord noWord -> {
                complain(noWord.outcome().toString());
                yield Ending.notOpened();
            }
        };
    }

    private Ending connection(HttpClient client, String address) throws InterruptedException {
        Optional<String> trouble = troubleWith(address);
        if (trouble.isPresent()) {
            complain(trouble.get());
            return Ending.notOpened();
        }
        SlackEnvelopes envelopes = new SlackEnvelopes(payloads, this::greeted);
        current = envelopes;
        WebSocket socket;
        try {
            socket = client.newWebSocketBuilder()
                    .connectTimeout(PATIENCE)
                    .buildAsync(URI.create(address), envelopes)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            complain("no connection to Slack's socket");
            return Ending.notOpened();
        }
        while (!envelopes.awaitEnd(rhythm.look())) {
            if (closing.getCount() == 0 || !envelopes.heardWithin(rhythm.look().multipliedBy(3))) {
                break;
            }
            var _ = socket.sendPing(SlackEnvelopes.ping());
        }
        socket.abort();
        return envelopes.isGreeted()
                ? new Ending(true, Optional.of(Duration.ZERO).filter(none -> envelopes.isAskedToLeave()))
                : Ending.notOpened();
    }

    /** The name is looked at here, and TLS holds the connection to it. */
    private Optional<String> troubleWith(String address) {
        try {
            URI uri = URI.create(address);
            String host = Optional.ofNullable(uri.getHost()).orElse("");
            boolean isSecret = "wss".equals(uri.getScheme());
            if (host.isEmpty() || !(isSecret || (isFake && "ws".equals(uri.getScheme())))) {
                return Optional.of("the socket's address is none to go to");
            }
            terms.outgoing().addressesOf(host, PATIENCE);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("the socket's address cannot be read");
        } catch (OutgoingRefused e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.of("no address of the socket's host");
        }
    }

    private synchronized void greeted() {
        if (!isListening) {
            isListening = true;
            lastComplaint = "";
            LOG.info("Slack's buttons are listened to");
        }
    }

    /** At first sight and on change. */
    private synchronized void complain(String reason) {
        isListening = false;
        if (!reason.equals(lastComplaint)) {
            lastComplaint = reason;
            LOG.atWarn().addKeyValue("reason", reason).log("Slack's buttons are not listened to");
        }
    }

    /** At once: what came after that would be acknowledged, and nobody would do it. */
    @Override
    public void close() {
        closing.countDown();
        SlackEnvelopes open = current;
        if (open != null) {
            open.leaveNow();
        }
    }
}

package dev.tocsin.fakeslack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Slack of one's own on the loopback address: every path under {@code /services/} is an incoming webhook whose last
 * segment names the channel. It refuses what Slack refuses, limits the rate per channel, and can be told to misbehave.
 * Thread-safe. Close it to free the port.
 */
public final class FakeSlack implements AutoCloseable {
    private static final int BURST = 5;
    private static final int MOST_BYTES = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final MessageLog log;
    private final InstantSource clock;
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final Map<String, Behaviour.Fail> broken = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final List<Consumer<ReceivedMessage>> listeners = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean limited = true;

    private FakeSlack(HttpServer server, MessageLog log, InstantSource clock) {
        this.server = server;
        this.log = log;
        this.clock = clock;
    }

    /** Starts on 127.0.0.1; port 0 takes a free one. */
    public static FakeSlack start(int port) throws IOException {
        return start(port, null);
    }

    /** {@link #start(int)}, appending each message to a file of JSON lines. */
    public static FakeSlack start(int port, @Nullable Path logFile) throws IOException {
        return start(port, logFile, InstantSource.system());
    }

    static FakeSlack start(int port, @Nullable Path logFile, InstantSource clock) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 100);
        FakeSlack slack = new FakeSlack(server, new MessageLog(logFile), clock);
        server.createContext("/", slack::handle);
        server.setExecutor(slack.threads);
        server.start();
        return slack;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The webhook of a channel: lower case letters, digits, dashes. */
    public URI webhook(String channel) {
        return URI.create("http://127.0.0.1:" + port() + "/services/T00000000/B00000000/" + channel);
    }

    /** What was posted, oldest first; the newest ten thousand. */
    public List<ReceivedMessage> messages() {
        return log.all();
    }

    /** What was posted to one channel, oldest first. */
    public List<ReceivedMessage> messages(String channel) {
        return log.all().stream()
                .filter(message -> message.channel().equals(channel))
                .toList();
    }

    /** How many requests came, answered or not. */
    public int requests() {
        return requests.get();
    }

    /** What was refused and why, oldest first. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** Called on the server's thread for each posted message. */
    public void onMessage(Consumer<ReceivedMessage> listener) {
        listeners.add(listener);
    }

    /** The next requests are answered with this error, such as {@code 503}, {@code "service_unavailable"}. */
    public void failNext(int count, int status, String body) {
        addBehaviour(count, new Behaviour.Fail(status, body, null));
    }

    /** The next requests are answered with 429 and this {@code Retry-After}. */
    public void limitNext(int count, int retryAfterSeconds) {
        addBehaviour(count, new Behaviour.Fail(429, "rate_limited", retryAfterSeconds));
    }

    /** The next requests are posted and answered late. */
    public void slowNext(int count, Duration delay) {
        addBehaviour(count, new Behaviour.Slow(delay));
    }

    /** The next requests are posted and the connection is cut before the answer. */
    public void dropNextAfterPosting(int count) {
        addBehaviour(count, new Behaviour.DropAfterPosting());
    }

    /** The next requests are cut before they are posted. */
    public void dropNextBeforePosting(int count) {
        addBehaviour(count, new Behaviour.DropBeforePosting());
    }

    /** One channel answers every request with an error until {@link #mend}. */
    public void breakChannel(String channel, int status, String body) {
        broken.put(channel, new Behaviour.Fail(status, body, null));
    }

    public void mend(String channel) {
        broken.remove(channel);
    }

    /** Switches the limit of one message a second off or on. */
    public void limitRate(boolean on) {
        limited = on;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void addBehaviour(int count, Behaviour behaviour) {
        for (int i = 0; i < count; i++) {
            script.add(behaviour);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            String path = exchange.getRequestURI().getPath();
            if (!path.matches("/services/[^/]+/[^/]+/[^/]+")) {
                answer(exchange, 404, "no_service", null);
                return;
            }
            String channel = path.substring(path.lastIndexOf('/') + 1);
            Behaviour behaviour = broken.containsKey(channel) ? broken.get(channel) : script.poll();
            switch (behaviour) {
                case Behaviour.Fail fail -> answer(exchange, fail.status(), fail.body(), fail.retryAfterSeconds());
                case Behaviour.DropBeforePosting drop -> {}
                case Behaviour.DropAfterPosting drop -> post(exchange, channel, body);
                case Behaviour.Slow slow -> {
                    Answer answer = post(exchange, channel, body);
                    if (!closing.await(slow.delay().toMillis(), TimeUnit.MILLISECONDS)) {
                        answer(exchange, answer.status(), answer.body(), answer.retryAfterSeconds());
                    }
                }
                case null -> {
                    Answer answer = post(exchange, channel, body);
                    answer(exchange, answer.status(), answer.body(), answer.retryAfterSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Answer(int status, String body, @Nullable Integer retryAfterSeconds) {}

    private Answer post(HttpExchange exchange, String channel, byte[] body) {
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Answer(405, "method_not_allowed", null);
        }
        if (body.length > MOST_BYTES) {
            return refuse(channel, "invalid_payload", "more than " + MOST_BYTES + " bytes");
        }
        return switch (PayloadRules.read(exchange.getRequestHeaders().getFirst("Content-Type"), body)) {
            case PayloadRules.Reading.Refused(String word, String detail) -> refuse(channel, word, detail);
            case PayloadRules.Reading.Accepted(JsonObject payload) -> accept(channel, payload);
        };
    }

    private Answer accept(String channel, JsonObject payload) {
        if (limited && !mayPost(channel)) {
            return new Answer(429, "rate_limited", 1);
        }
        ReceivedMessage message = new ReceivedMessage(clock.instant(), channel, payload);
        log.add(message);
        listeners.forEach(listener -> listener.accept(message));
        return new Answer(200, "ok", null);
    }

    private Answer refuse(String channel, String word, String detail) {
        refusals.add(channel + ": " + word + ": " + detail);
        return new Answer(400, word, null);
    }

    private synchronized boolean mayPost(String channel) {
        return buckets.computeIfAbsent(channel, name -> new TokenBucket(BURST, Duration.ofSeconds(1), clock.instant()))
                .take(clock.instant());
    }

    private static void answer(HttpExchange exchange, int status, String body, @Nullable Integer retryAfterSeconds)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        if (retryAfterSeconds != null) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(retryAfterSeconds));
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

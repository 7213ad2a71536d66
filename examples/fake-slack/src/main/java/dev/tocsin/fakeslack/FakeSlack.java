package dev.tocsin.fakeslack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Slack of one's own on the loopback address. Every path under {@code /services/} is an incoming webhook whose last
 * segment names the channel; under {@code /api/} is the Web API of a workspace with the channel {@link #ALERTS}; buttons
 * are pressed by {@link #click}. It refuses what Slack refuses, limits the rate per channel and method, and can be told to
 * misbehave. Thread-safe. Close it to free the port.
 */
public final class FakeSlack implements AutoCloseable {
    /** Of the app that was installed: the only one that may call {@code chat.*}. */
    public static final String BOT_TOKEN = "xoxb-fake-bot-token";

    /** With {@code connections:write}. */
    public static final String APP_TOKEN = "xapp-fake-app-token";

    public static final String SIGNING_SECRET = "fake-signing-secret";
    public static final String TEAM = "T0FAKE";

    /** Id of the channel {@code alerts}, which the app is in. */
    public static final String ALERTS = "C0ALERTS1";

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_RESPONSES = 5;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final MessageLog log;
    private final InstantSource clock;
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final Map<String, Behaviour.Fail> broken = new ConcurrentHashMap<>();
    private final Map<String, Queue<Behaviour>> scripts = new ConcurrentHashMap<>();
    private final MethodLimits limits = new MethodLimits();
    private final Workspace workspace = new Workspace();
    private final Uploads uploads = new Uploads();
    private final WebApi api;
    private final SocketDoor sockets;
    private final List<Consumer<ReceivedMessage>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<ChatEntry>> chatListeners = new CopyOnWriteArrayList<>();
    private final List<JsonObject> responses = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> responseUrls = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean limited = true;

    private FakeSlack(HttpServer server, MessageLog log, InstantSource clock, SocketDoor sockets) {
        this.server = server;
        this.log = log;
        this.clock = clock;
        this.sockets = sockets;
        this.api = new WebApi(
                workspace,
                uploads,
                new WebApi.Doors() {
                    @Override
                    public String uploadUrl(String file) {
                        return "http://127.0.0.1:" + port() + "/upload/v1/" + file;
                    }

                    @Override
                    public Optional<String> socketUrl() {
                        return sockets.url();
                    }
                },
                chatListeners);
        workspace.add(ALERTS, "alerts", true);
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
        FakeSlack slack = new FakeSlack(server, new MessageLog(logFile), clock, openDoor());
        server.createContext("/", slack::handle);
        server.setExecutor(slack.threads);
        server.start();
        return slack;
    }

    private static SocketDoor openDoor() throws IOException {
        try {
            return SocketDoor.open();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it started", e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The webhook of a channel: lower case letters, digits, dashes. */
    public URI webhook(String channel) {
        return URI.create("http://127.0.0.1:" + port() + "/services/T00000000/B00000000/" + channel);
    }

    /** The Web API, without the method's name. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + port() + "/api/");
    }

    /** One more channel. */
    public void addChannel(String id, String name, boolean hasBot) {
        workspace.add(id, name, hasBot);
    }

    /** All messages of a channel of the Web API as they are now, replies included, oldest first. */
    public List<ChatMessage> conversation(String channel) {
        return workspace.messages(channel);
    }

    /** What a channel of the Web API shows: messages, and replies that were sent to it too. */
    public List<ChatMessage> shownIn(String channel) {
        return workspace.shown(channel);
    }

    /** The replies to a message, oldest first. */
    public List<ChatMessage> replies(String channel, String ts) {
        return workspace.thread(channel, ts).stream()
                .filter(ChatMessage::isReply)
                .toList();
    }

    /** Everything that was done by the Web API, oldest first; the newest twenty thousand. */
    public List<ChatEntry> chatLog() {
        return workspace.log();
    }

    /** A person writes. */
    public ChatMessage say(String channel, String text) {
        return workspace.post(
                workspace.byId(channel).orElseThrow(),
                null,
                false,
                "U0PERSON",
                clock.instant(),
                Json.createObjectBuilder().add("text", text).build(),
                null);
    }

    /** A person deletes a message. */
    public void delete(ChatMessage message) {
        workspace.remove(message.channel(), message.ts());
    }

    /** A file that was uploaded whole. */
    public Optional<byte[]> file(String id) {
        return uploads.bytes(id);
    }

    /** How many files were uploaded whole. */
    public int files() {
        return uploads.count();
    }

    /** The next so many messages that show a file are refused, as Slack does while it works on it. */
    public void processFilesLate(int messages) {
        uploads.processLate(messages);
    }

    /** A person deletes a file. */
    public void deleteFile(String id) {
        uploads.remove(id);
    }

    /** All edits are refused with this word, such as {@code edit_window_closed}; null takes them again. */
    public void refuseEdits(@Nullable String word) {
        api.refuseEdits(word);
    }

    /** The app has not got a scope. */
    public void withoutScope(String scope) {
        api.takeScope(scope);
    }

    /** All tokens are taken back. */
    public void revokeTokens() {
        api.revoke();
    }

    /**
     * Somebody presses a button, and an app in Socket Mode is told.
     *
     * @return its acknowledgement; fails if there is none within three seconds
     */
    public CompletableFuture<JsonObject> click(Click click) {
        return sockets.send("interactive", click.payload(newResponseUrl()));
    }

    /** The same by HTTP: headers and body of the request that Slack makes, signed now. */
    public SignedRequest signed(Click click) {
        byte[] body = click.form(newResponseUrl());
        long now = clock.instant().getEpochSecond();
        return new SignedRequest(Long.toString(now), RequestSigner.sign(SIGNING_SECRET, now, body), body);
    }

    /** What an app gets by HTTP. */
    public record SignedRequest(String timestamp, String signature, byte[] body) {}

    /** What apps have answered to clicks by their response_url, oldest first. */
    public List<JsonObject> responses() {
        return List.copyOf(responses);
    }

    /** How many sockets are open. */
    public int sockets() {
        return sockets.sockets();
    }

    /** Tells all sockets that they end, such as {@code refresh_requested}. */
    public void disconnect(String reason) {
        sockets.disconnect(reason);
    }

    /** Ends all sockets without a word. */
    public void cutSockets() {
        sockets.cut();
    }

    /** Sends a text that is no envelope to all sockets. */
    public void babble(String text) {
        sockets.say(text);
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

    /** Called on the server's thread for each post and each change by the Web API. */
    public void onChat(Consumer<ChatEntry> listener) {
        chatListeners.add(listener);
    }

    /** The next calls of a method are refused in its own words, such as {@code channel_not_found}. */
    public void refuseNext(String method, int count, String word) {
        addBehaviour(method, count, new Behaviour.Refuse(word));
    }

    /** The next calls of a method fail by HTTP. */
    public void failNext(String method, int count, int status, String body) {
        addBehaviour(method, count, new Behaviour.Fail(status, body, null));
    }

    /** The next calls of a method are answered with 429 and this {@code Retry-After}. */
    public void limitNext(String method, int count, int retryAfterSeconds) {
        addBehaviour(
                method, count, new Behaviour.Fail(429, "{\"ok\":false,\"error\":\"ratelimited\"}", retryAfterSeconds));
    }

    /** The next calls of a method are done, and their answers are lost. */
    public void dropNextAfterDoing(String method, int count) {
        addBehaviour(method, count, new Behaviour.DropAfterPosting());
    }

    /** The next calls of a method are lost. */
    public void dropNextBeforeDoing(String method, int count) {
        addBehaviour(method, count, new Behaviour.DropBeforePosting());
    }

    /** The next calls of a method are done and answered late. */
    public void slowNext(String method, int count, Duration delay) {
        addBehaviour(method, count, new Behaviour.Slow(delay));
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
        sockets.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void addBehaviour(int count, Behaviour behaviour) {
        for (int i = 0; i < count; i++) {
            script.add(behaviour);
        }
    }

    private void addBehaviour(String method, int count, Behaviour behaviour) {
        Queue<Behaviour> queue = scripts.computeIfAbsent(method, name -> new ConcurrentLinkedQueue<>());
        for (int i = 0; i < count; i++) {
            queue.add(behaviour);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            String path = exchange.getRequestURI().getPath();
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (path.matches("/services/[^/]+/[^/]+/[^/]+")) {
                answerAs(
                        broken.containsKey(last) ? broken.get(last) : script.poll(),
                        exchange,
                        () -> post(exchange, last, body));
            } else if (path.matches("/api/[A-Za-z.]+")) {
                Queue<Behaviour> own = scripts.get(last);
                Behaviour behaviour = own == null ? null : own.poll();
                answerAs(behaviour == null ? script.poll() : behaviour, exchange, () -> call(exchange, last, body));
            } else if (path.startsWith("/upload/v1/")) {
                answer(exchange, uploads.receive(last, body) ? new Answer(200, "OK", null) : new Answer(404, "", null));
            } else if (path.startsWith("/response/")) {
                answer(exchange, respond(last, body));
            } else {
                answer(exchange, new Answer(404, "no_service", null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerAs(@Nullable Behaviour behaviour, HttpExchange exchange, Supplier<Answer> work)
            throws IOException, InterruptedException {
        switch (behaviour) {
            case Behaviour.Fail fail ->
                answer(exchange, new Answer(fail.status(), fail.body(), fail.retryAfterSeconds()));
            case Behaviour.Refuse(String word) -> answer(exchange, answerOf(ApiAnswer.error(word)));
            case Behaviour.DropBeforePosting drop -> {}
            case Behaviour.DropAfterPosting drop -> {
                var _ = work.get();
            }
            case Behaviour.Slow slow -> {
                Answer answer = work.get();
                if (!closing.await(slow.delay().toMillis(), TimeUnit.MILLISECONDS)) {
                    answer(exchange, answer);
                }
            }
            case null -> answer(exchange, work.get());
        }
    }

    private record Answer(int status, String body, @Nullable Integer retryAfterSeconds) {}

    private static Answer answerOf(ApiAnswer answer) {
        return new Answer(answer.status(), answer.body().toString(), answer.retryAfterSeconds());
    }

    private Answer call(HttpExchange exchange, String method, byte[] body) {
        Instant now = clock.instant();
        String authorization =
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
        Optional<ApiAnswer> refusal = api.refusalOf(method, token);
        Optional<ApiArguments> arguments = ApiArguments.read(
                exchange.getRequestURI().getRawQuery(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body,
                WebApi.takesJson(method));
        if (refusal.isEmpty() && arguments.isEmpty()) {
            refusal = Optional.of(ApiAnswer.error("invalid_json"));
        }
        if (refusal.isEmpty() && limited && !mayCall(method, arguments.get(), now)) {
            refusal = Optional.of(ApiAnswer.rateLimited(1));
        }
        ApiAnswer answer = refusal.isPresent() ? refusal.get() : api.call(method, arguments.get(), now);
        if (!answer.isOk()) {
            refusals.add(method + ": " + answer.body());
        }
        return answerOf(answer);
    }

    private boolean mayCall(String method, ApiArguments arguments, Instant now) {
        return limits.mayCall(method, now)
                && (!method.equals("chat.postMessage")
                        || api.channelOf(arguments)
                                .map(channel -> limits.mayPost(channel, now))
                                .orElse(true));
    }

    private String newResponseUrl() {
        String id = "r" + responseUrls.size();
        responseUrls.put(id, new AtomicInteger());
        return "http://127.0.0.1:" + port() + "/response/" + id;
    }

    /** A response_url may be used five times. */
    private Answer respond(String id, byte[] body) {
        AtomicInteger used = responseUrls.get(id);
        if (used == null || used.incrementAndGet() > MOST_RESPONSES) {
            return new Answer(404, "{\"ok\":false,\"error\":\"used_url\"}", null);
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            responses.add(reader.readObject());
            return new Answer(200, "ok", null);
        } catch (JsonException | ClassCastException e) {
            return new Answer(400, "invalid_payload", null);
        }
    }

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
        if (limited && !limits.mayPost(channel, clock.instant())) {
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

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", answer.body().startsWith("{") ? "application/json; charset=utf-8" : "text/html");
        if (answer.retryAfterSeconds() != null) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(answer.retryAfterSeconds()));
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

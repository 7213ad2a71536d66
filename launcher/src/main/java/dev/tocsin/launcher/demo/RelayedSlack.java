package dev.tocsin.launcher.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The real Slack, with a listener on the way: what the engine sends is passed on as it is, Slack's answer is passed back
 * as it is, and what Slack took is told. So the figures are of what arrived at Slack.
 */
final class RelayedSlack implements SlackEnd {
    private static final String TOKEN = "SLACK_BOT_TOKEN";
    private static final String CHANNEL = "SLACK_CHANNEL";
    private static final String API = "SLACK_API_URL";
    private static final String WEBHOOK = "SLACK_WEBHOOK_URL";
    private static final String POST = "chat.postMessage";
    private static final String UPDATE = "chat.update";
    private static final int BAD_GATEWAY = 502;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Settings slack;
    private final InstantSource clock;
    private final List<Consumer<ChatEntry>> listeners = new CopyOnWriteArrayList<>();

    /** As they are set; empty where they are not. */
    private record Settings(String token, String channel, String api, String webhook) {
        static Settings in(Map<String, String> environment) {
            return new Settings(
                    value(environment, TOKEN),
                    value(environment, CHANNEL),
                    value(environment, API),
                    value(environment, WEBHOOK));
        }

        private static String value(Map<String, String> environment, String name) {
            return environment.getOrDefault(name, "").strip();
        }
    }

    private RelayedSlack(HttpServer server, Settings slack, InstantSource clock) {
        this.server = server;
        this.slack = slack;
        this.clock = clock;
    }

    /**
     * Starts if a Slack is set.
     *
     * @param environment in which a bot's token and channel, or an incoming webhook, may be: secrets
     * @throws Problem if a bot has no channel
     */
    static Optional<RelayedSlack> start(Map<String, String> environment, InstantSource clock) throws IOException {
        Settings slack = Settings.in(environment);
        if (slack.token().isEmpty() && slack.webhook().isEmpty()) {
            return Optional.empty();
        }
        if (!slack.token().isEmpty() && slack.channel().isEmpty()) {
            throw new Problem("SLACK_BOT_TOKEN is set and SLACK_CHANNEL is not.\n"
                    + "Set it to the id of a channel that the app is in, such as C0123ABCD.");
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        RelayedSlack relay = new RelayedSlack(server, slack, clock);
        server.createContext("/", relay::pass);
        server.setExecutor(relay.threads);
        server.start();
        return Optional.of(relay);
    }

    @Override
    public Map<String, String> environment() {
        String here = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                TOKEN,
                slack.token(),
                CHANNEL,
                slack.channel(),
                API,
                here + "/api",
                WEBHOOK,
                slack.webhook().isEmpty() ? "" : here + "/services/relay/to/slack");
    }

    @Override
    public void onEntry(Consumer<ChatEntry> listener) {
        listeners.add(listener);
    }

    /** As the engine does, where both are set. */
    @Override
    public boolean lives() {
        return !slack.token().isEmpty();
    }

    @Override
    public String description() {
        return "Slack (" + (lives() ? TOKEN : WEBHOOK) + "), and shown here too";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> answer;
            try {
                answer = client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException e) {
                exchange.sendResponseHeaders(BAD_GATEWAY, -1);
                return;
            }
            byte[] said = answer.body();
            if (answer.statusCode() == 200) {
                tell(methodIn(exchange), body, said);
            }
            answer.headers()
                    .firstValue("Retry-After")
                    .ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
            exchange.sendResponseHeaders(answer.statusCode(), said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target(methodIn(exchange)))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : List.of("Content-Type", "Authorization")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return request.build();
    }

    /** The Web API's method; empty for the webhook. */
    private static String methodIn(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.startsWith("/api/") ? path.substring("/api/".length()) : "";
    }

    private URI target(String method) {
        if (method.isEmpty()) {
            return URI.create(slack.webhook());
        }
        String base = slack.api().isEmpty() ? "https://slack.com/api" : slack.api();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + method);
    }

    private void tell(String method, byte[] body, byte[] answer) {
        try {
            if (method.isEmpty()) {
                tell(ChatEntry.posted(clock.instant(), "slack", read(body)));
            } else if (method.equals(POST) || method.equals(UPDATE)) {
                tellCall(method.equals(UPDATE), read(body), read(answer));
            }
        } catch (JsonException e) {
            // Slack took it, so it is in Slack; that we cannot read it only means that the story misses it.
        }
    }

    private void tellCall(boolean isUpdate, JsonObject request, JsonObject answer) {
        String ts = answer.getString("ts", "");
        if (answer.getBoolean("ok", false) && !ts.isEmpty()) {
            String thread = request.getString("thread_ts", "");
            ChatEntry.Kind kind =
                    isUpdate ? ChatEntry.Kind.UPDATE : thread.isEmpty() ? ChatEntry.Kind.POST : ChatEntry.Kind.REPLY;
            tell(new ChatEntry(clock.instant(), kind, "slack", ts, thread.isEmpty() ? null : thread, request));
        }
    }

    private void tell(ChatEntry entry) {
        listeners.forEach(listener -> listener.accept(entry));
    }

    private static JsonObject read(byte[] json) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(json))) {
            return reader.readObject();
        }
    }
}

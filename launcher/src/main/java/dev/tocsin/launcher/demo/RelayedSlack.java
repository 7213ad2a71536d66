package dev.tocsin.launcher.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.fakeslack.ReceivedMessage;
import jakarta.json.Json;
import jakarta.json.JsonException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The real Slack, with a listener on the way: what the engine posts is passed on as it is, Slack's answer is passed back
 * as it is, and what Slack took is told. So the figures are of what arrived at Slack.
 */
final class RelayedSlack implements SlackEnd {
    private static final int BAD_GATEWAY = 502;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI slack;
    private final InstantSource clock;
    private final List<Consumer<ReceivedMessage>> listeners = new CopyOnWriteArrayList<>();

    private RelayedSlack(HttpServer server, URI slack, InstantSource clock) {
        this.server = server;
        this.slack = slack;
        this.clock = clock;
    }

    /** @param slack the incoming webhook, which is a secret */
    static RelayedSlack start(URI slack, InstantSource clock) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        RelayedSlack relay = new RelayedSlack(server, slack, clock);
        server.createContext("/services/relay", relay::pass);
        server.setExecutor(relay.threads);
        server.start();
        return relay;
    }

    @Override
    public URI webhook() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/services/relay/to/slack");
    }

    @Override
    public void onMessage(Consumer<ReceivedMessage> listener) {
        listeners.add(listener);
    }

    @Override
    public String description() {
        return "Slack (SLACK_WEBHOOK_URL), and shown here too";
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
            if (answer.statusCode() == 200) {
                tell(body);
            }
            answer.headers()
                    .firstValue("Retry-After")
                    .ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
            byte[] said = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        return HttpRequest.newBuilder(slack)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", type == null ? "application/json" : type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private void tell(byte[] body) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            ReceivedMessage message = new ReceivedMessage(clock.instant(), "slack", reader.readObject());
            listeners.forEach(listener -> listener.accept(message));
        } catch (JsonException e) {
            // Slack took it, so it is in Slack; that we cannot read it only means that the story misses it.
        }
    }
}

package dev.tocsin.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands between the engine and a real Elasticsearch and spoils searches: by status, by silence, or their answers. */
final class FaultyElasticsearch implements AutoCloseable {
    private final URI real;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    final AtomicInteger searches = new AtomicInteger();
    private volatile int status;
    private volatile boolean silent;
    private volatile Predicate<String> unanswered = body -> false;
    private volatile @Nullable UnaryOperator<String> spoil;

    FaultyElasticsearch(URI real) throws IOException {
        this.real = real;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void healthy() {
        status = 0;
        silent = false;
        unanswered = body -> false;
        spoil = null;
    }

    void answerWith(int status) {
        this.status = status;
    }

    /** Closes connections without a word. */
    void fallSilent() {
        silent = true;
    }

    /** Closes connections without a word on searches of which this is true. */
    void fallSilentFor(Predicate<String> search) {
        unanswered = search;
    }

    /** Changes the bodies of good answers to searches. */
    void spoilWith(UnaryOperator<String> change) {
        spoil = change;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean isSearch = exchange.getRequestURI().getPath().contains("search");
            if (isSearch) {
                searches.incrementAndGet();
            }
            if (silent || (isSearch && unanswered.test(new String(body, StandardCharsets.UTF_8)))) {
                return;
            }
            if (status != 0) {
                send(
                        exchange,
                        status,
                        "{\"error\":{\"type\":\"scripted\",\"reason\":\"by the test\"},\"status\":" + status + "}");
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(real.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (type != null) {
                request.header("Content-Type", type);
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            UnaryOperator<String> change = spoil;
            send(
                    exchange,
                    answer.statusCode(),
                    change == null || !isSearch ? answer.body() : change.apply(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}

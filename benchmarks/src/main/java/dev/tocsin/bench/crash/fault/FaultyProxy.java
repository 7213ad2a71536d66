package dev.tocsin.bench.crash.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.bench.crash.fault.BulkRoad.Answer;
import dev.tocsin.bench.crash.fault.BulkRoad.Message;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between the service and Elasticsearch; bulks go the {@link BulkRoad} that is set, all else goes through. */
public final class FaultyProxy implements AutoCloseable {
    private final URI target;
    private final boolean deniesAll;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private volatile BulkRoad road = BulkRoad.PLAIN;

    /**
     * Listens on a port of its own.
     *
     * @param deniesAll whether it says of every document that it is not there, the first time that it would be found in
     *     an index: who has sent it because of that, and was told that it is there, may find it
     */
    public FaultyProxy(URI target, boolean deniesAll) throws IOException {
        this.target = target;
        this.deniesAll = deniesAll;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** For the bulks that come from now on. */
    public void bulksGo(BulkRoad newRoad) {
        road = newRoad;
    }

    private void pass(HttpExchange exchange) throws IOException {
        // Closing an exchange that has no answer yet cuts its connection.
        try (exchange) {
            Message message = new Message(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    header(exchange, "X-Opaque-Id"),
                    header(exchange, "Content-Type"),
                    exchange.getRequestBody().readAllBytes());
            Optional<Answer> answer = answerTo(message);
            if (answer.isEmpty()) {
                return;
            }
            byte[] body = answer.get().body();
            exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.get().status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Optional<Answer> answerTo(Message message) throws IOException {
        if (message.path().startsWith("/_bulk")) {
            return road.take(message, this::forward);
        }
        Answer answer = forward(message);
        boolean isLookUp = message.path().contains("/_mget");
        return Optional.of(deniesAll && isLookUp && answer.status() == 200 ? denial(message.path(), answer) : answer);
    }

    private Answer denial(String path, Answer truth) {
        JsonArrayBuilder docs = Json.createArrayBuilder();
        for (JsonObject document : Json.createReader(new ByteArrayInputStream(truth.body()))
                .readObject()
                .getJsonArray("docs")
                .getValuesAs(JsonObject.class)) {
            boolean isDenied =
                    document.getBoolean("found", false) && denied.add(path + " " + document.getString("_id"));
            docs.add(isDenied ? notFound(document) : Json.createObjectBuilder(document));
        }
        String answer = Json.createObjectBuilder().add("docs", docs).build().toString();
        return new Answer(200, answer.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObjectBuilder notFound(JsonObject document) {
        return Json.createObjectBuilder().add("_id", document.getString("_id")).add("found", false);
    }

    private Answer forward(Message message) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + message.path()))
                .method(message.method(), HttpRequest.BodyPublishers.ofByteArray(message.body()));
        if (!message.contentType().isEmpty()) {
            request.header("Content-Type", message.contentType());
        }
        if (!message.opaqueId().isEmpty()) {
            request.header("X-Opaque-Id", message.opaqueId());
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while Elasticsearch was asked");
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}

package dev.tocsin.alert.query;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real server with few words, which can hang or hang up; for what a real Elasticsearch does not do when asked to. */
public final class ScriptedElasticsearch implements AutoCloseable {
    private static final String SEVEN =
            "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"total\":{\"value\":7,\"relation\":\"eq\"},\"hits\":[]},\"status\":200}";

    private final HttpServer server;
    private final CountDownLatch goingOn = new CountDownLatch(1);
    private volatile Predicate<String> hanging = request -> false;
    private volatile Predicate<String> dropped = request -> false;
    private volatile int status = 200;
    private volatile UnaryOperator<String> reply = search -> SEVEN;
    private volatile UnaryOperator<String> spoil = answer -> answer;

    /** {@code GET /path}, in the order of their arrival. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    public ScriptedElasticsearch() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    ElasticLink link() {
        return ElasticLink.open(ElasticSettings.of(url()));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Requests of which this is true get no answer before {@link #goOn}; it sees method, path and body. */
    void hangOn(Predicate<String> request) {
        hanging = request;
    }

    /** Closes the connection without a word. */
    public void drop(Predicate<String> request) {
        dropped = request;
    }

    /** What a search is answered; it sees the search's body. */
    public void reply(UnaryOperator<String> newReply) {
        reply = newReply;
    }

    /** Changes whole answers. */
    void spoil(UnaryOperator<String> newSpoil) {
        spoil = newSpoil;
    }

    void answerWith(int newStatus) {
        status = newStatus;
    }

    void goOn() {
        goingOn.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String line =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            requests.add(line);
            if (dropped.test(line + " " + body)) {
                return;
            }
            if (hanging.test(line + " " + body)) {
                goingOn.await();
            }
            byte[] answer = spoil.apply(answerTo(line, body)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answerTo(String line, String body) {
        if (line.endsWith("/_field_caps")) {
            return "{\"fields\":{\"message\":{\"text\":{\"type\":\"text\",\"searchable\":true,\"aggregatable\":false}}}}";
        }
        if (line.endsWith("/_msearch")) {
            List<String> searches = body.lines().toList();
            return IntStream.range(0, searches.size() / 2)
                    .mapToObj(i -> reply.apply(searches.get(2 * i + 1)))
                    .collect(Collectors.joining(",", "{\"took\":1,\"odd\":[{\"a\":[]}],\"responses\":[", "]}"));
        }
        if (line.endsWith("/_pit")) {
            return "{\"id\":\"a point in time\"}";
        }
        if (line.endsWith("/_search")) {
            return reply.apply(body);
        }
        return "{}";
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}

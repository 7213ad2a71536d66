package dev.tocsin.alert.kibana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Answers the export as Kibana documents it: key, space, the header against forgery, NDJSON; or misbehaves as told. */
public final class KibanaForTests implements AutoCloseable {
    static final String KEY = "a2V5OnNlY3JldA==";
    private static final Path EXPORTS =
            Path.of("..", "saved-query", "src", "test", "resources", "dev/tocsin/query/kibana");

    /** How it behaves. */
    public enum Mood {
        WELL,
        /** Says how long the body is, and ends before. */
        CUTS,
        /** Ends between two lines, as a proxy does that gives up. */
        ENDS_EARLY,
        TRICKLES,
        SILENT,
        STARTING,
        BROKEN,
        ELSEWHERE,
        TALKS_HTML
    }

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> paths = new ArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private volatile String body = "{\"exportedCount\":0}\n";

    public KibanaForTests() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void is(Mood now) {
        mood = now;
    }

    /** Saves what a file of exports holds. */
    public void has(String... files) {
        StringBuilder lines = new StringBuilder();
        int count = 0;
        for (String file : files) {
            for (String line : lines(file)) {
                lines.append(line).append('\n');
                count++;
            }
        }
        body = lines + "{\"excludedObjects\":[],\"excludedObjectsCount\":0,\"exportedCount\":" + count
                + ",\"missingRefCount\":0,\"missingReferences\":[]}\n";
    }

    /** The last export with another word in it. */
    public void replace(String word, String other) {
        body = body.replace(word, other);
    }

    static List<String> lines(String file) {
        try (var lines = Files.lines(EXPORTS.resolve(file + ".ndjson"))) {
            return lines.filter(line -> !line.contains("exportedCount")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized int asked() {
        return paths.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            synchronized (this) {
                paths.add(exchange.getRequestURI().getPath());
            }
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getRawPath();
            var headers = exchange.getRequestHeaders();
            if (mood == Mood.SILENT) {
                closed.await();
            } else if (mood == Mood.STARTING) {
                error(exchange, 503, "Kibana server is not ready yet");
            } else if (mood == Mood.BROKEN) {
                error(exchange, 500, "An internal server error occurred");
            } else if (mood == Mood.ELSEWHERE) {
                exchange.getResponseHeaders().add("Location", "https://login.example.com/?next=secret");
                exchange.sendResponseHeaders(302, -1);
            } else if (!("ApiKey " + KEY).equals(headers.getFirst("Authorization"))
                    && !"Basic cmVhZGVyOnB3".equals(headers.getFirst("Authorization"))) {
                error(exchange, 401, "Unauthorized");
            } else if (!headers.containsKey("kbn-xsrf")) {
                error(exchange, 400, "Request must contain a kbn-xsrf header.");
            } else if (!path.equals("/api/saved_objects/_export")
                    && !path.equals("/s/shop%20one/api/saved_objects/_export")) {
                error(exchange, 404, "Not Found");
            } else if (!question.contains("\"includeReferencesDeep\":true")
                    || !"POST".equals(exchange.getRequestMethod())) {
                error(exchange, 400, "the question is not what was expected");
            } else {
                export(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void export(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] whole = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/ndjson");
        switch (mood) {
            case CUTS -> {
                exchange.sendResponseHeaders(200, whole.length);
                exchange.getResponseBody().write(whole, 0, whole.length / 2);
            }
            case ENDS_EARLY -> {
                int end = body.lastIndexOf('\n', body.length() - 2) + 1;
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(body.substring(0, end).getBytes(StandardCharsets.UTF_8));
            }
            case TRICKLES -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(whole, 0, 10);
                exchange.getResponseBody().flush();
                closed.await();
            }
            case TALKS_HTML -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>please log in</html>".getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                exchange.sendResponseHeaders(200, whole.length);
                exchange.getResponseBody().write(whole);
            }
        }
    }

    private static void error(HttpExchange exchange, int status, String message) throws IOException {
        byte[] text = "{\"statusCode\":%d,\"error\":\"x\",\"message\":\"%s\"}"
                .formatted(status, message)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}

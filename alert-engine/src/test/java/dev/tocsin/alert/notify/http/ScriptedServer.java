package dev.tocsin.alert.notify.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server that does what it is told, one step a request, and 200 after that; keeps what it was asked. */
public final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Step> script = new ArrayDeque<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** @param status -1 for no answer at all */
    private record Step(int status, String body, Map<String, String> headers) {}

    /** A request; header names in small letters. */
    public record Received(String method, String path, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private ScriptedServer(HttpServer server) {
        this.server = server;
    }

    public static ScriptedServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            ScriptedServer scripted = new ScriptedServer(server);
            server.createContext("/", scripted::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return scripted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param headersAndValues in turns */
    public ScriptedServer then(int status, String body, String... headersAndValues) {
        Map<String, String> headers =
                headersAndValues.length == 0 ? Map.of() : Map.of(headersAndValues[0], headersAndValues[1]);
        script.add(new Step(status, body, headers));
        return this;
    }

    /** Takes the request and hangs up. */
    public ScriptedServer thenHangsUp() {
        return then(-1, "");
    }

    /** Posts only. */
    public List<Received> posts() {
        return received.stream().filter(one -> one.method().equals("POST")).toList();
    }

    public List<Received> received() {
        return received;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new java.util.TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
            received.add(new Received(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
            Step next = script.poll();
            Step step = next == null ? new Step(200, "", Map.of()) : next;
            if (step.status() < 0) {
                return;
            }
            // What a careless server does: it repeats all that it was shown.
            byte[] answer = step.body()
                    .replace("{echo}", exchange.getRequestURI() + " " + headers)
                    .getBytes(StandardCharsets.UTF_8);
            step.headers().forEach(exchange.getResponseHeaders()::set);
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(step.status(), isHead || answer.length == 0 ? -1 : answer.length);
            if (!isHead) {
                exchange.getResponseBody().write(answer);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

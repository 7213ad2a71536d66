package dev.tocsin.kibana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server that is as strict as Kibana at the four addresses that the import script asks: a request that changes
 * something needs {@code kbn-xsrf}, the file's name ends in {@code .ndjson}, a failed import is answered with 200.
 */
final class KibanaLikeServer implements AutoCloseable {
    private static final Pattern FILE_NAME = Pattern.compile("name=\"file\"; filename=\"([^\"]*)\"");
    private static final String IMPORT = "/api/saved_objects/_import";
    private static final String DEFAULT = "/api/data_views/default";

    private final HttpServer server;
    private final AtomicInteger unavailable = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String login = "";
    private volatile String version = "9.5.0";
    private volatile String space = "";
    private volatile @Nullable String importAnswer;
    private volatile String imported = "";
    private volatile String defaultView = "";

    KibanaLikeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How many times it says that it is not available yet. */
    void unavailableFor(int times) {
        unavailable.set(times);
    }

    /** The {@code Authorization} that it wants. */
    void wants(String authorization) {
        login = authorization;
    }

    void isVersion(String number) {
        version = number;
    }

    /** Knows this space and no other, not even the default one. */
    void hasOnlySpace(String name) {
        space = "/s/" + name;
    }

    void answersImportWith(String body) {
        importAnswer = body;
    }

    void hasDefaultView(String id) {
        defaultView = id;
    }

    String imported() {
        return imported;
    }

    String defaultView() {
        return defaultView;
    }

    /** Method and address of each request but those for the status. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String address = exchange.getRequestURI().toString();
            if (!address.equals("/api/status")) {
                requests.add(exchange.getRequestMethod() + " " + address);
            }
            if (!login.isEmpty() && !login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                error(exchange, 401, "Unauthorized");
            } else if (address.equals("/api/status")) {
                status(exchange);
            } else if (exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestHeaders().getFirst("kbn-xsrf") == null) {
                error(exchange, 400, "Request must contain a kbn-xsrf header.");
            } else if (address.equals(space + IMPORT + "?overwrite=true")) {
                importFile(exchange, new String(body, StandardCharsets.UTF_8));
            } else if (address.equals(space + DEFAULT)) {
                defaultView(exchange, new String(body, StandardCharsets.UTF_8));
            } else {
                error(exchange, 404, "Not Found");
            }
        }
    }

    private void status(HttpExchange exchange) throws IOException {
        boolean isAvailable = unavailable.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
        String body = """
                {"name":"kibana","version":{"number":"%s"},"status":{"core":{"elasticsearch":{"level":"available"}},
                "overall":{"level":"%s","summary":"a \\"word\\" more"}}}""".formatted(version, isAvailable ? "available" : "critical");
        answer(exchange, isAvailable ? 200 : 503, body);
    }

    private void importFile(HttpExchange exchange, String form) throws IOException {
        Matcher name = FILE_NAME.matcher(form);
        if (!name.find() || !name.group(1).endsWith(".ndjson")) {
            error(exchange, 400, "Invalid file extension");
            return;
        }
        String asked = importAnswer;
        if (asked != null) {
            answer(exchange, 200, asked);
            return;
        }
        int begin = form.indexOf("\r\n\r\n", name.end()) + 4;
        imported = form.substring(begin, form.indexOf("\r\n--", begin));
        long count = imported.lines().count();
        answer(
                exchange,
                200,
                "{\"successCount\":%d,\"success\":true,\"warnings\":[],\"successResults\":[]}".formatted(count));
    }

    private void defaultView(HttpExchange exchange, String body) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, "{\"data_view_id\":\"%s\"}".formatted(defaultView));
            return;
        }
        JsonObject asked = SavedObjects.value(body).asJsonObject();
        if (defaultView.isEmpty() || asked.getBoolean("force", false)) {
            defaultView = asked.getString("data_view_id");
        }
        answer(exchange, 200, "{\"acknowledged\":true}");
    }

    private static void error(HttpExchange exchange, int status, String message) throws IOException {
        JsonObject body = Json.createObjectBuilder()
                .add("statusCode", status)
                .add("error", "Error")
                .add("message", message)
                .build();
        answer(exchange, status, body.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

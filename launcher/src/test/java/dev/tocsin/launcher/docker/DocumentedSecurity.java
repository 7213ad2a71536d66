package dev.tocsin.launcher.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a real Elasticsearch that has no native users, roles and API keys, answers {@code /_security} as
 * Elasticsearch documents it, and hands everything else on. What it answers was read, not seen: it proves what our
 * script does with such answers, not that Elasticsearch gives them.
 */
final class DocumentedSecurity implements AutoCloseable {
    private static final Pattern PASSWORD = Pattern.compile("\\{\"password\":\"([^\"]+)\"}");
    private static final Pattern KEY =
            Pattern.compile("\\{\"name\":\"([^\"]+)\",\"role_descriptors\":(.*),\"metadata\".*", Pattern.DOTALL);

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;
    private final String administrator;
    private volatile String kibanaPassword = "nobody knows this";
    private final Map<String, String> descriptors = new LinkedHashMap<>();

    /** Method and path of all that changed something, oldest first. */
    final List<String> changes = new CopyOnWriteArrayList<>();

    DocumentedSecurity(URI behind, String user, String password) {
        this.behind = behind;
        this.administrator = basic(user, password);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** As after the data of Elasticsearch were deleted. */
    synchronized void forget() {
        descriptors.clear();
        kibanaPassword = "nobody knows this";
        changes.clear();
    }

    /** What the key of this role may do. */
    synchronized String descriptor(String role) {
        return descriptors.getOrDefault(role, "");
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String role) {
        return Base64.getEncoder()
                .encodeToString(("id-of-" + role + ":secret-of-" + role).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().toString();
            String who = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.startsWith("/_security/")) {
                security(exchange, method, path, who, new String(body, StandardCharsets.UTF_8));
                return;
            }
            HttpRequest request = HttpRequest.newBuilder(behind.resolve(path))
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .header("Authorization", who)
                    .header("Content-Type", "application/json")
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (!method.equals("GET")) {
                changes.add(method + " " + path);
            }
            reply(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void security(HttpExchange exchange, String method, String path, String who, String body)
            throws IOException {
        if (path.equals("/_security/_authenticate")) {
            for (String role : descriptors.keySet()) {
                if (who.equals("ApiKey " + encoded(role))) {
                    reply(exchange, 200, """
                            {"username":"elastic","roles":[],"enabled":true,"authentication_type":"api_key",\
                            "api_key":{"id":"id-of-%s","name":"%s"}}""".formatted(role, role));
                    return;
                }
            }
            boolean isKnown = who.equals(basic("kibana_system", kibanaPassword)) || who.equals(administrator);
            reply(exchange, isKnown ? 200 : 401, "{\"username\":\"kibana_system\"}");
            return;
        }
        if (!who.equals(administrator)) {
            reply(exchange, 403, "{\"error\":{\"type\":\"security_exception\"},\"status\":403}");
            return;
        }
        Matcher password = PASSWORD.matcher(body);
        Matcher key = KEY.matcher(body);
        if (method.equals("POST") && path.equals("/_security/user/kibana_system/_password") && password.matches()) {
            kibanaPassword = password.group(1);
            changes.add(method + " " + path);
            reply(exchange, 200, "{}");
        } else if (method.equals("PUT") && path.matches("/_security/role/[a-z-]+")) {
            changes.add(method + " " + path);
            reply(exchange, 200, "{\"role\":{\"created\":true}}");
        } else if (method.equals("POST") && path.equals("/_security/api_key") && key.matches()) {
            descriptors.put(key.group(1), key.group(2));
            changes.add(method + " " + path + " " + key.group(1));
            reply(exchange, 200, """
                    {"id":"id-of-%s","name":"%s","api_key":"secret-of-%s","encoded":"%s"}""".formatted(key.group(1), key.group(1), key.group(1), encoded(key.group(1))));
        } else if (method.equals("PUT") && path.startsWith("/_security/api_key/id-of-")) {
            String role = path.substring("/_security/api_key/id-of-".length());
            String wanted = body.replaceFirst("\\{\"role_descriptors\":", "").replaceFirst("}\\s*$", "");
            boolean differs = !wanted.equals(descriptors.put(role, wanted));
            if (differs) {
                changes.add(method + " " + path);
            }
            reply(exchange, 200, "{\"updated\":" + differs + "}");
        } else {
            reply(exchange, 400, "{\"error\":{\"reason\":\"not understood\"},\"status\":400}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}

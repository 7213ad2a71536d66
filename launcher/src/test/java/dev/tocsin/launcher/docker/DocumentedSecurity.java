package dev.tocsin.launcher.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
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
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a real Elasticsearch that has no native users, roles and API keys, answers {@code /_security} as
 * Elasticsearch documents it, and hands everything else on. What it answers was read, not seen: it proves what our
 * script does with such answers, not that Elasticsearch gives them.
 */
final class DocumentedSecurity implements AutoCloseable {
    private static final String PASSWORD = "/_security/user/kibana_system/_password";
    private static final String KEYS = "/_security/api_key";
    private static final String KEY = KEYS + "/";
    private static final String ROLES = "/_security/role/";
    private static final Set<String> ROLE_FIELDS =
            Set.of("cluster", "indices", "applications", "run_as", "metadata", "description");
    private static final Set<String> KEY_FIELDS = Set.of("name", "role_descriptors", "metadata", "expiration");
    private static final Set<String> INVALIDATION_FIELDS = Set.of("ids", "name", "owner", "username", "realm_name");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;
    private final String administrator;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Map<String, JsonObject> roles = new LinkedHashMap<>();
    private String kibanaPassword = "nobody knows this";
    private boolean losesNextKey;
    private int keysMade;

    /** Method and path of all that changed something, oldest first; for a new key its name too. */
    final List<String> changes = new CopyOnWriteArrayList<>();

    /**
     * An API key; several may have one name.
     *
     * @param descriptors what it may, as it was sent
     */
    private record Key(String id, String name, JsonObject descriptors, boolean isValid) {
        String encoded() {
            return Base64.getEncoder().encodeToString((id + ":" + secret()).getBytes(StandardCharsets.UTF_8));
        }

        String secret() {
            return "secret-of-" + id;
        }
    }

    /** An answer that is an error; its text is for who reads a failed test. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String reason) {
            super(reason);
            this.status = status;
        }
    }

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
        keys.clear();
        roles.clear();
        kibanaPassword = "nobody knows this";
        changes.clear();
    }

    /** The next new key is made, and nobody hears of it: as when who asked is ended in between. */
    synchronized void loseNextKey() {
        losesNextKey = true;
    }

    /** What lets somebody in under this name. */
    synchronized List<String> validKeys(String name) {
        return keys.values().stream()
                .filter(key -> key.isValid() && key.name().equals(name))
                .map(Key::encoded)
                .toList();
    }

    /** What the valid key of this name may do, by role. */
    synchronized JsonObject descriptors(String name) {
        return keys.values().stream()
                .filter(key -> key.isValid() && key.name().equals(name))
                .findFirst()
                .map(Key::descriptors)
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    /** As a person would change a role. */
    synchronized void changeByHand(String role, JsonObject to) {
        roles.put(role, asStored(to));
    }

    synchronized JsonObject role(String name) {
        return roles.getOrDefault(name, JsonValue.EMPTY_JSON_OBJECT);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().toString();
            String who = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.startsWith("/_security/")) {
                answerOfSecurity(exchange, method, path, who, new String(body, StandardCharsets.UTF_8));
            } else {
                answerFromBehind(exchange, method, path, who, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerFromBehind(HttpExchange exchange, String method, String path, String who, byte[] body)
            throws IOException, InterruptedException {
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
    }

    private void answerOfSecurity(HttpExchange exchange, String method, String path, String who, String body)
            throws IOException {
        try {
            JsonObject answer = security(method, path, who, body);
            if (answer != null) {
                reply(exchange, 200, answer.toString());
            }
        } catch (Refused e) {
            reply(exchange, e.status, error(e.status, String.valueOf(e.getMessage())));
        } catch (JsonException | ClassCastException | NullPointerException e) {
            reply(exchange, 400, error(400, String.valueOf(e.getMessage())));
        }
    }

    /** Null: nobody hears the answer. */
    private @Nullable JsonObject security(String method, String path, String who, String body) {
        if (path.equals("/_security/_authenticate")) {
            return authenticated(who);
        }
        if (!who.equals(administrator)) {
            throw new Refused(403, "not the administrator");
        }
        String place = path.startsWith(ROLES) ? ROLES : path.startsWith(KEY) ? KEY : path;
        String name = path.substring(place.length());
        return switch (method + " " + place) {
            case "POST " + PASSWORD -> password(read(body));
            case "GET " + ROLES -> stored(name);
            case "PUT " + ROLES -> put(name, read(body));
            case "POST " + KEYS -> newKey(read(body));
            case "DELETE " + KEYS -> invalidated(read(body));
            case "PUT " + KEY -> update(name, read(body));
            default -> throw new Refused(405, method + " " + path);
        };
    }

    private JsonObject authenticated(String who) {
        for (Key key : keys.values()) {
            if (key.isValid() && who.equals("ApiKey " + key.encoded())) {
                return read("""
                        {"username":"elastic","roles":[],"enabled":true,"authentication_type":"api_key",\
                        "api_key":{"id":"%s","name":"%s"}}""".formatted(key.id(), key.name()));
            }
        }
        if (!who.equals(basic("kibana_system", kibanaPassword)) && !who.equals(administrator)) {
            throw new Refused(401, "unable to authenticate");
        }
        return read("{\"username\":\"somebody\"}");
    }

    private JsonObject password(JsonObject body) {
        kibanaPassword = body.getString("password");
        changes.add("POST " + PASSWORD);
        return JsonValue.EMPTY_JSON_OBJECT;
    }

    private JsonObject stored(String role) {
        if (!roles.containsKey(role)) {
            throw new Refused(404, "no such role");
        }
        return Json.createObjectBuilder().add(role, role(role)).build();
    }

    private JsonObject put(String role, JsonObject body) {
        check(body);
        JsonObject now = asStored(body);
        JsonObject before = roles.put(role, now);
        if (!now.equals(before)) {
            changes.add("PUT " + ROLES + role);
        }
        return read("{\"role\":{\"created\":%s}}".formatted(before == null));
    }

    private @Nullable JsonObject newKey(JsonObject body) {
        only(body, KEY_FIELDS);
        JsonObject descriptors = body.getJsonObject("role_descriptors");
        descriptors.values().forEach(role -> check(role.asJsonObject()));
        Key key = new Key("id-" + ++keysMade, body.getString("name"), descriptors, true);
        keys.put(key.id(), key);
        changes.add("POST " + KEYS + " " + key.name());
        if (losesNextKey) {
            losesNextKey = false;
            return null;
        }
        return read("{\"id\":\"%s\",\"name\":\"%s\",\"api_key\":\"%s\",\"encoded\":\"%s\"}"
                .formatted(key.id(), key.name(), key.secret(), key.encoded()));
    }

    /** All keys here are the administrator's own. */
    private JsonObject invalidated(JsonObject body) {
        only(body, INVALIDATION_FIELDS);
        if (!body.containsKey("name") || body.keySet().size() > (body.containsKey("owner") ? 2 : 1)) {
            throw new Refused(400, "a name, and with it owner or nothing");
        }
        JsonArrayBuilder now = Json.createArrayBuilder();
        JsonArrayBuilder before = Json.createArrayBuilder();
        for (Key key : List.copyOf(keys.values())) {
            if (key.name().equals(body.getString("name"))) {
                (key.isValid() ? now : before).add(key.id());
                keys.put(key.id(), new Key(key.id(), key.name(), key.descriptors(), false));
            }
        }
        JsonArray invalidated = now.build();
        if (!invalidated.isEmpty()) {
            changes.add("DELETE " + KEYS + " " + body.getString("name"));
        }
        return Json.createObjectBuilder()
                .add("invalidated_api_keys", invalidated)
                .add("previously_invalidated_api_keys", before)
                .add("error_count", 0)
                .build();
    }

    private JsonObject update(String id, JsonObject body) {
        Key key = keys.get(id);
        if (key == null || !key.isValid()) {
            throw new Refused(key == null ? 404 : 400, "no valid key " + id);
        }
        JsonObject descriptors = body.getJsonObject("role_descriptors");
        descriptors.values().forEach(role -> check(role.asJsonObject()));
        boolean differs = !descriptors.equals(key.descriptors());
        if (differs) {
            keys.put(id, new Key(id, key.name(), descriptors, true));
            changes.add("PUT " + KEY + id);
        }
        return read("{\"updated\":" + differs + "}");
    }

    /** What Elasticsearch looks at when it takes a role. */
    private static void check(JsonObject role) {
        only(role, ROLE_FIELDS);
        for (JsonValue one : entries(role, "indices")) {
            named(one.asJsonObject(), "names", "privileges");
        }
        for (JsonValue one : entries(role, "applications")) {
            named(one.asJsonObject(), "privileges", "resources");
            if (!one.asJsonObject().getString("application").matches("[a-z][A-Za-z0-9]{2,}([_-].+)?")) {
                throw new Refused(400, "no name of an application");
            }
        }
    }

    private static void named(JsonObject entry, String... lists) {
        for (String list : lists) {
            if (entry.getJsonArray(list).isEmpty()) {
                throw new Refused(400, list + " is empty");
            }
        }
    }

    private static void only(JsonObject body, Set<String> fields) {
        if (!fields.containsAll(body.keySet())) {
            throw new Refused(400, "unknown field among " + body.keySet());
        }
    }

    /** A role in the form in which it is shown, whatever the form in which it was put. */
    private static JsonObject asStored(JsonObject role) {
        JsonArrayBuilder indices = Json.createArrayBuilder();
        for (JsonValue one : entries(role, "indices")) {
            indices.add(Json.createObjectBuilder(one.asJsonObject()).add("allow_restricted_indices", false));
        }
        return Json.createObjectBuilder()
                .add("cluster", entries(role, "cluster"))
                .add("indices", indices)
                .add("applications", entries(role, "applications"))
                .add("run_as", entries(role, "run_as"))
                .add("metadata", role.getOrDefault("metadata", JsonValue.EMPTY_JSON_OBJECT))
                .add("transient_metadata", Json.createObjectBuilder().add("enabled", true))
                .build();
    }

    private static JsonArray entries(JsonObject role, String field) {
        return role.containsKey(field) ? role.getJsonArray(field) : JsonValue.EMPTY_JSON_ARRAY;
    }

    private static JsonObject read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static String error(int status, String reason) {
        return Json.createObjectBuilder()
                .add("error", Json.createObjectBuilder().add("reason", reason))
                .add("status", status)
                .build()
                .toString();
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

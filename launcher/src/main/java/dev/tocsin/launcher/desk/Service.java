package dev.tocsin.launcher.desk;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A service of Tocsin, asked by its REST API, over TLS if its address says so. What it refuses becomes a sentence for people. */
public final class Service {
    /** What Java says of a handshake that the other end has broken off without saying why. */
    private static final Pattern HUNG_UP = Pattern.compile("terminated the handshake|handshake_failure");

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int LARGEST_PART = 1_000;

    private final ServiceName name;
    private final URI address;
    private final Optional<String> token;
    private final ServiceTls tls;
    private final Supplier<SSLContext> context;

    private Service(
            ServiceName name, URI address, Optional<String> token, ServiceTls tls, Supplier<SSLContext> context) {
        this.name = name;
        this.address = address;
        this.token = token;
        this.tls = tls;
        this.context = context;
    }

    /**
     * One somewhere.
     *
     * @param environment with its token, whom to trust, and the certificate to show
     */
    static Service named(ServiceName name, URI address, Map<String, String> environment, Instant now) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new Problem(address + " is no address of an " + name.word() + ": write it as "
                    + name.api().example());
        }
        ServiceTls tls = ServiceTls.from(name, environment);
        return new Service(name, address, ServiceToken.from(name, environment), tls, () -> tls.trusting(now));
    }

    /**
     * The one of a Tocsin on this machine.
     *
     * @param certificate the file of its own, which is trusted as it is; empty if its address is http
     */
    static Service ofOurs(
            ServiceName name, URI address, String certificate, Map<String, String> environment, Instant now) {
        ServiceTls tls = ServiceTls.from(name, environment);
        return new Service(
                name,
                address,
                ServiceToken.from(name, environment),
                tls,
                () -> tls.recognising(Path.of(certificate), now));
    }

    /** @param path below {@code v1/} of its API; each part of it already {@link #part encoded} */
    public JsonObject get(String path) throws IOException {
        return ask(request(path).GET().build());
    }

    /**
     * A list, part by part.
     *
     * @param key under which the list stands in each answer
     * @param most what is behind that many is not asked for
     * @return the first answer with all that was found, and {@code next} if there is more
     */
    public JsonObject list(String path, String key, int most) throws IOException {
        JsonArrayBuilder all = Json.createArrayBuilder();
        int found = 0;
        String limited = path + (path.contains("?") ? "&" : "?") + "limit=";
        JsonObject part = get(limited + Math.min(most, LARGEST_PART));
        JsonObject first = part;
        while (true) {
            part.getJsonArray(key).forEach(all::add);
            found += part.getJsonArray(key).size();
            // An engine of before has no parts of some lists.
            JsonValue next = part.getOrDefault("next", JsonValue.NULL);
            if (!(next instanceof JsonString place) || found >= most) {
                return Json.createObjectBuilder(first)
                        .add(key, all)
                        .add("next", next)
                        .build();
            }
            part = get(limited + Math.min(most - found, LARGEST_PART) + "&after=" + part(place.getString()));
        }
    }

    /** The same; empty if there is none. */
    public Optional<JsonObject> find(String path) throws IOException {
        try {
            return Optional.of(get(path));
        } catch (Refused e) {
            if (e.status == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public JsonObject post(String path, JsonObject body) throws IOException {
        return ask(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    public JsonObject delete(String path) throws IOException {
        return ask(request(path).DELETE().build());
    }

    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Its address. */
    @Override
    public String toString() {
        return address.toString();
    }

    private HttpRequest.Builder request(String path) {
        String base = address.toString().replaceFirst("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + name.api().root() + path))
                .timeout(name.api().patience());
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private JsonObject ask(HttpRequest request) throws IOException {
        HttpResponse<String> answer = send(request);
        JsonObject json = read(answer);
        // Spring's own answers have a word there.
        JsonObject error = json.get("error") instanceof JsonObject told ? told : JsonObject.EMPTY_JSON_OBJECT;
        if (answer.statusCode() == FORBIDDEN && token.isPresent() && error.containsKey("reason")) {
            throw new Problem(
                    PlainText.of(error.getString("reason")) + "\n  for another token " + ServiceToken.howToSet(name));
        }
        if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
            throw new Problem(the() + " wants a token for this"
                    + (token.isPresent() ? ", and not the one that it was given" : "") + ": "
                    + ServiceToken.howToSet(name));
        }
        if (answer.statusCode() == NOT_FOUND
                && request.uri()
                        .getPath()
                        .matches(".*" + Pattern.quote(name.api().root()) + "[^/]*")) {
            throw notThatService(answer.statusCode(), null);
        }
        if (answer.statusCode() / 100 != 2) {
            String reason = error.getString("reason", "the " + name.word() + " answered " + answer.statusCode());
            String hint = error.containsKey("hint") ? "\n  " + PlainText.of(error.getString("hint")) : "";
            throw new Refused(answer.statusCode(), PlainText.of(reason) + hint);
        }
        return json;
    }

    private String the() {
        return "the " + name.word() + " at " + address;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try (HttpClient client = client()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Problem(
                    tls.inWords(address, e).map(words -> the() + " " + words).orElseGet(() -> silent(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpClient client() {
        return address.getScheme().equals("https")
                ? HttpClient.newBuilder().sslContext(context.get()).build()
                : HttpClient.newHttpClient();
    }

    private String silent(IOException e) {
        return the() + " does not answer"
                + (e.getMessage() == null ? "" : ": " + e.getMessage())
                + (isHungUp(e) ? "; perhaps it " + tls.aboutOurs() : "")
                + "\nSee what runs with ./tocsin status, or name another one with " + name.option() + " or "
                + name.variables().url();
    }

    /** Who is refused after its own side of the handshake may see no more of it than a closed connection. */
    private boolean isHungUp(IOException e) {
        return address.getScheme().equals("https")
                && !(e instanceof ConnectException)
                && !(e instanceof HttpTimeoutException)
                && (!(e instanceof SSLException)
                        || HUNG_UP.matcher(String.valueOf(e.getMessage())).find());
    }

    private JsonObject read(HttpResponse<String> answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        } catch (JsonException e) {
            if (answer.statusCode() == BAD_REQUEST && address.getScheme().equals("http")) {
                // What servers say in plain text to who speaks plain text at their TLS port.
                throw new Problem(
                        the() + " seems to speak TLS: name it with https://, by " + name.option() + " or "
                                + name.variables().url() + ", and set "
                                + name.variables().ca() + " for a CA of your own",
                        e);
            }
            throw notThatService(answer.statusCode(), e);
        }
    }

    private Problem notThatService(int status, @Nullable JsonException cause) {
        return new Problem(
                "what answers at " + address + " is no " + name.description() + " (status " + status
                        + "): name another address, by " + name.option() + " or "
                        + name.variables().url(),
                cause);
    }

    /** What it does not do, in its own words. */
    private static final class Refused extends Problem {
        private static final long serialVersionUID = 1L;

        private final int status;

        private Refused(int status, String words) {
            super(words);
            this.status = status;
        }
    }
}

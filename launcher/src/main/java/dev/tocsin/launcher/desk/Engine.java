package dev.tocsin.launcher.desk;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** An alert engine, asked by its REST API, over TLS if its address says so. What it refuses becomes a sentence for people. */
public final class Engine {
    /** A message to a channel may take that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What Java says of a handshake that the other end has broken off without saying why. */
    private static final Pattern HUNG_UP = Pattern.compile("terminated the handshake|handshake_failure");

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final URI address;
    private final Optional<String> token;
    private final EngineTls tls;
    private final Supplier<SSLContext> context;

    private Engine(URI address, Optional<String> token, EngineTls tls, Supplier<SSLContext> context) {
        this.address = address;
        this.token = token;
        this.tls = tls;
        this.context = context;
    }

    /**
     * An engine somewhere.
     *
     * @param environment with its token, whom to trust, and the certificate to show
     */
    static Engine named(URI address, Map<String, String> environment, Instant now) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new Problem(address + " is no address of an engine: write it as http://127.0.0.1:8480");
        }
        EngineTls tls = EngineTls.from(environment);
        return new Engine(address, EngineToken.from(environment), tls, () -> tls.trusting(now));
    }

    /**
     * The engine of a Tocsin on this machine.
     *
     * @param certificate the file of its own, which is trusted as it is; empty if its address is http
     */
    static Engine ofOurs(URI address, String certificate, Map<String, String> environment, Instant now) {
        EngineTls tls = EngineTls.from(environment);
        return new Engine(
                address, EngineToken.from(environment), tls, () -> tls.recognising(Path.of(certificate), now));
    }

    /** @param path below {@code /api/v1/}; each part of it already {@link #part encoded} */
    public JsonObject get(String path) throws IOException {
        return ask(request(path).GET().build());
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1/" + path)).timeout(PATIENCE);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private JsonObject ask(HttpRequest request) throws IOException {
        HttpResponse<String> answer = send(request);
        JsonObject json = read(answer);
        JsonObject error = json.containsKey("error") ? json.getJsonObject("error") : JsonObject.EMPTY_JSON_OBJECT;
        if (answer.statusCode() == FORBIDDEN && token.isPresent() && error.containsKey("reason")) {
            throw new Problem(
                    PlainText.of(error.getString("reason")) + "\n  for another token " + EngineToken.howToSet());
        }
        if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
            throw new Problem("the engine at " + address + " wants a token for this"
                    + (token.isPresent() ? ", and not the one that it was given" : "") + ": "
                    + EngineToken.howToSet());
        }
        if (answer.statusCode() == NOT_FOUND && request.uri().getPath().matches(".*/api/v1/[^/]*")) {
            throw noEngine(answer.statusCode(), null);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new Problem(PlainText.of(error.getString("reason", "the engine answered " + answer.statusCode()))
                    + (error.containsKey("hint") ? "\n  " + PlainText.of(error.getString("hint")) : ""));
        }
        return json;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try (HttpClient client = client()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Problem(
                    tls.inWords(address, e)
                            .map(words -> "the engine at " + address + " " + words)
                            .orElseGet(() -> silent(e)),
                    e);
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
        return "the engine at " + address + " does not answer"
                + (e.getMessage() == null ? "" : ": " + e.getMessage())
                + (isHungUp(e) ? "; perhaps it " + tls.aboutOurs() : "")
                + "\nSee what runs with ./tocsin status, or name another one with --engine or TOCSIN_ENGINE_URL";
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
                        "the engine at " + address + " seems to speak TLS: name it with https://, by --engine or"
                                + " TOCSIN_ENGINE_URL, and set TOCSIN_ENGINE_CA for a CA of your own",
                        e);
            }
            throw noEngine(answer.statusCode(), e);
        }
    }

    private Problem noEngine(int status, @Nullable JsonException cause) {
        return new Problem(
                "what answers at " + address + " is no alert engine (status " + status
                        + "): name another address, by --engine or TOCSIN_ENGINE_URL",
                cause);
    }
}

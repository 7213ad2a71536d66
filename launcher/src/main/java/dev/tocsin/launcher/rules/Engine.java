package dev.tocsin.launcher.rules;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** An alert engine, asked by its REST API. What it refuses becomes a sentence for people. */
final class Engine {
    /** A message to a channel may take that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI address;
    private final Optional<String> token;

    Engine(URI address, Optional<String> token) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new CannotDo(address + " is no address of an engine: write it as http://127.0.0.1:8480");
        }
        this.address = address;
        this.token = token;
    }

    /** @param path below {@code /api/v1/}; each part of it already {@link #part encoded} */
    JsonObject get(String path) throws IOException {
        return ask(request(path).GET().build());
    }

    JsonObject post(String path, JsonObject body) throws IOException {
        return ask(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    JsonObject delete(String path) throws IOException {
        return ask(request(path).DELETE().build());
    }

    static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
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
        if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
            throw new CannotDo("the engine at " + address + " wants a token for this"
                    + (token.isPresent() ? ", and not the one that it was given" : "") + ": "
                    + EngineToken.howToSet());
        }
        if (answer.statusCode() / 100 != 2) {
            JsonObject error = json.containsKey("error") ? json.getJsonObject("error") : JsonObject.EMPTY_JSON_OBJECT;
            throw new CannotDo(PlainText.of(error.getString("reason", "the engine answered " + answer.statusCode()))
                    + (error.containsKey("hint") ? "\n  " + PlainText.of(error.getString("hint")) : ""));
        }
        return json;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CannotDo(
                    "the engine at " + address + " does not answer"
                            + (e.getMessage() == null ? "" : ": " + e.getMessage())
                            + "\nSee what runs with ./tocsin status, or name another one with --engine or"
                            + " TOCSIN_ENGINE_URL",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private JsonObject read(HttpResponse<String> answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new CannotDo(
                    "what answers at " + address + " is no alert engine (status " + answer.statusCode() + ")", e);
        }
    }
}

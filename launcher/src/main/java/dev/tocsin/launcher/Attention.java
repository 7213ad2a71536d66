package dev.tocsin.launcher;

import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** What a person should look at, as the alert engine says it: broken rules, nobody who is told, channels that fail. */
final class Attention {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Attention() {}

    /** Prints it; nothing if all is well or the engine does not say. */
    static void tell(String engine, Terminal terminal) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String line : ask(client, URI.create(engine + "/api/v1/status"))) {
                terminal.problem(line);
            }
        }
    }

    private static List<String> ask(HttpClient client, URI status) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(status).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
                JsonArray attention = reader.readObject().getJsonArray("attention");
                return attention == null ? List.of() : attention.getValuesAs(JsonString::getString);
            }
        } catch (IOException | JsonException | ClassCastException e) {
            // Whether the engine is there is told elsewhere.
            return List.of();
        }
    }
}

package dev.tocsin.launcher.demo;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the shop has written so far: a line of JSON for each phase, and its figures in the last one. */
final class ShopReport {
    private final List<JsonObject> lines;

    private ShopReport(List<JsonObject> lines) {
        this.lines = lines;
    }

    /**
     * What the shop says after it has shipped everything.
     *
     * @param events how many it logged
     * @param errors how many of them are errors
     * @param notShipped how many its appender gave up
     * @param firstOutageError when the first error of the outage was logged
     */
    record Figures(long events, long errors, long notShipped, Optional<Instant> firstOutageError) {}

    static ShopReport read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            return new ShopReport(List.of()); // it is just starting
        }
    }

    static ShopReport parse(String text) {
        // The last line may be half written at this moment.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return new ShopReport(whole.lines().map(ShopReport::object).toList());
    }

    /** When a phase began. */
    Optional<Instant> began(String phase) {
        return lines.stream()
                .filter(line -> line.getString("phase").equals(phase))
                .map(line -> Instant.parse(line.getString("at")))
                .findFirst();
    }

    Optional<Figures> figures() {
        return lines.stream()
                .filter(line -> line.getString("phase").equals("closed"))
                .map(line -> new Figures(
                        line.getJsonNumber("events").longValue(),
                        line.getJsonNumber("errors").longValue(),
                        line.getJsonNumber("notShipped").longValue(),
                        line.get("firstOutageError") instanceof JsonString at
                                ? Optional.of(Instant.parse(at.getString()))
                                : Optional.empty()))
                .findFirst();
    }

    private static JsonObject object(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new IllegalStateException("the shop's report has a line that is not JSON: " + line, e);
        }
    }
}

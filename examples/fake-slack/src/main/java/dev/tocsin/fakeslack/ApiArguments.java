package dev.tocsin.fakeslack;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, from the query, a form, or a JSON body where the method takes one. */
final class ApiArguments {
    private final Map<String, JsonValue> values = new LinkedHashMap<>();

    private ApiArguments() {}

    /**
     * Reads them; empty if the body is no JSON although it says so.
     *
     * @param takesJson whether the method reads JSON; others see none of its fields
     */
    static Optional<ApiArguments> read(
            @Nullable String query, @Nullable String contentType, byte[] body, boolean takesJson) {
        ApiArguments arguments = new ApiArguments();
        if (query != null) {
            arguments.addForm(query);
        }
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String text = new String(body, StandardCharsets.UTF_8);
        switch (type) {
            case "application/x-www-form-urlencoded" -> arguments.addForm(text);
            case "application/json" -> {
                if (takesJson) {
                    if (!(parse(text) instanceof JsonObject object)) {
                        return Optional.empty();
                    }
                    arguments.values.putAll(object);
                }
            }
            default -> {}
        }
        return Optional.of(arguments);
    }

    String text(String name) {
        return switch (values.get(name)) {
            case JsonString string -> string.getString();
            case JsonNumber number -> number.toString();
            case null, default -> "";
        };
    }

    boolean flag(String name) {
        JsonValue value = values.get(name);
        return value == JsonValue.TRUE
                || text(name).equals("true")
                || text(name).equals("1");
    }

    int number(String name, int otherwise) {
        String text = text(name);
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** An object or array, also one that stands in a form as text; null if it is neither. */
    @Nullable
    JsonStructure structure(String name) {
        return switch (values.get(name)) {
            case JsonObject object -> object;
            case JsonArray array -> array;
            case JsonString string -> parse(string.getString());
            case null, default -> null;
        };
    }

    private void addForm(String form) {
        for (String pair : form.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                values.put(decoded(parts[0]), Json.createValue(parts.length > 1 ? decoded(parts[1]) : ""));
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static @Nullable JsonStructure parse(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        } catch (JsonException | IllegalStateException e) {
            return null;
        }
    }
}

package dev.tocsin.query;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was recorded from Kibana: the files under {@code /vectors}. */
public final class Vectors {
    private static final JsonObject KQL = read("kql.json");
    private static final Map<String, DataView> VIEWS =
            KQL.getJsonObject("meta").getJsonObject("dataViews").entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            view -> DataView.fromJson(view.getValue().asJsonObject())));

    private Vectors() {}

    public static JsonObject read(String file) {
        InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + file), file);
        try (JsonReader reader = Json.createReader(in)) {
            return reader.readObject();
        }
    }

    public static List<JsonObject> kql() {
        return KQL.getJsonArray("vectors").getValuesAs(JsonObject.class);
    }

    public static JsonObject logsJson() {
        return KQL.getJsonObject("meta").getJsonObject("dataViews").getJsonObject("logs");
    }

    public static DataView logs() {
        return Objects.requireNonNull(VIEWS.get("logs"));
    }

    static @Nullable DataView viewOf(JsonObject vector) {
        JsonValue name = vector.get("dataView");
        return name instanceof JsonString text ? Objects.requireNonNull(VIEWS.get(text.getString())) : null;
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new java.io.StringReader(text))) {
            return reader.readObject();
        }
    }
}

package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields that our index templates map, with their types, by the pattern of a data view. */
final class Mappings {
    private static final Path TEMPLATES = Path.of("..", "index-templates");

    /** What Elasticsearch itself adds to every document and can be searched. */
    private static final Map<String, String> METADATA = Map.of("_ignored", "metadata");

    private final Map<String, String> types = new HashMap<>(METADATA);

    private Mappings() {}

    /** Those of the index template for exactly this pattern, and of its components. */
    static Mappings of(String pattern) {
        Mappings mappings = new Mappings();
        JsonObject template = templates()
                .filter(candidate -> texts(candidate, "index_patterns").contains(pattern))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no index template for " + pattern));
        mappings.add(template);
        for (String component : texts(template, "composed_of")) {
            Path file = TEMPLATES.resolve("_component_template").resolve(component + ".json");
            if (Files.exists(file)) {
                mappings.add(read(file));
            }
        }
        return mappings;
    }

    Optional<String> typeOf(String field) {
        return Optional.ofNullable(types.get(field));
    }

    private void add(JsonObject template) {
        JsonObject body = template.getJsonObject("template");
        if (body != null && body.containsKey("mappings")) {
            properties("", body.getJsonObject("mappings").getJsonObject("properties"));
        }
    }

    private void properties(String prefix, JsonObject properties) {
        properties.forEach((name, value) -> {
            JsonObject field = value.asJsonObject();
            if (field.containsKey("properties")) {
                properties(prefix + name + ".", field.getJsonObject("properties"));
            } else {
                types.put(prefix + name, field.getString("type"));
            }
        });
    }

    private static Stream<JsonObject> templates() {
        try (Stream<Path> files = Files.list(TEMPLATES.resolve("_index_template"))) {
            return files.map(Mappings::read).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(JsonObject object, String key) {
        return object.containsKey(key) ? object.getJsonArray(key).getValuesAs(JsonString::getString) : List.of();
    }

    private static JsonObject read(Path file) {
        try {
            return SavedObjects.value(Files.readString(file)).asJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

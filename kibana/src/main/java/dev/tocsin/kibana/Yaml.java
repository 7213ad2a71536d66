package dev.tocsin.kibana;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML file as JSON, in the order of the file; a key that stands twice is an error. */
final class Yaml {
    private Yaml() {}

    static JsonObject read(Path file) throws IOException {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        Object read = new Load(settings).loadFromString(Files.readString(file));
        if (!(json(read) instanceof JsonObject object)) {
            throw new IllegalArgumentException(file + " is not a mapping");
        }
        return object;
    }

    private static JsonValue json(@Nullable Object yaml) {
        return switch (yaml) {
            case null -> JsonValue.NULL;
            case Map<?, ?> map -> {
                JsonObjectBuilder object = Json.createObjectBuilder();
                map.forEach((key, value) -> object.add(String.valueOf(key), json(value)));
                yield object.build();
            }
            case List<?> list -> {
                JsonArrayBuilder array = Json.createArrayBuilder();
                list.forEach(value -> array.add(json(value)));
                yield array.build();
            }
            case String text -> Json.createValue(text);
            case Integer number -> Json.createValue(number);
            case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
            default -> throw new IllegalArgumentException("not used in saved objects: " + yaml.getClass());
        };
    }
}

package dev.tocsin.alert.store;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as JSON in a row: what one version of the engine wrote, the next one reads. What a newer one wrote may be
 * beyond us, and then that is an answer and no exception.
 */
final class StoredJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoredJson() {}

    /** What a row's text turned out to be. */
    sealed interface Read<T> {
        record Readable<T>(T value) implements Read<T> {}

        /**
         * @param reason what could not be read, for people; nothing of what events said is in it
         * @param tree what was there; null if that is no JSON object
         */
        record Unreadable<T>(String reason, @Nullable JsonNode tree) implements Read<T> {}
    }

    static String write(Object value) {
        return JSON.writeValueAsString(value);
    }

    static <T extends Record> Read<T> read(Class<T> type, String json) {
        return read(type, json, Set.of());
    }

    /** @param addedLater components of it that older rows do not have */
    static <T extends Record> Read<T> read(Class<T> type, String json, Set<String> addedLater) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JacksonException e) {
            return new Read.Unreadable<>("it is no JSON", null);
        }
        if (!tree.isObject()) {
            return new Read.Unreadable<>("it is no JSON object", null);
        }
        return read(type, tree, addedLater);
    }

    static <T extends Record> Read<T> read(Class<T> type, JsonNode tree, Set<String> addedLater) {
        String missing = missingIn(type, tree, "", addedLater);
        if (missing != null) {
            return new Read.Unreadable<>(missing + " is missing", tree);
        }
        try {
            return new Read.Readable<>(JSON.treeToValue(tree, type));
        } catch (JacksonException e) {
            return new Read.Unreadable<>(inWords(e), tree);
        }
    }

    /** The first thing that a record cannot do without and that is not there; null if all of it is. */
    private static @Nullable String missingIn(Class<?> type, JsonNode node, String path, Set<String> addedLater) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = path + component.getName();
            JsonNode value = node.get(component.getName());
            if (value != null && !value.isNull()) {
                String deeper = missingBelow(component, value, name, addedLater);
                if (deeper != null) {
                    return deeper;
                }
            } else if (isNeeded(component, addedLater)) {
                return name;
            }
        }
        return null;
    }

    private static @Nullable String missingBelow(
            RecordComponent component, JsonNode value, String name, Set<String> addedLater) {
        if (component.getType().isRecord()) {
            return missingIn(component.getType(), value, name + ".", addedLater);
        }
        if (component.getType() == Map.class) {
            return value.properties().stream()
                    .filter(entry -> entry.getValue().isNull())
                    .map(entry -> name + "." + entry.getKey())
                    .findFirst()
                    .orElse(null);
        }
        if (component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord()) {
            for (JsonNode one : value) {
                String deeper = missingIn(element, one, name + ".", addedLater);
                if (deeper != null) {
                    return deeper;
                }
            }
        }
        return null;
    }

    private static boolean isNeeded(RecordComponent component, Set<String> addedLater) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && !addedLater.contains(component.getName());
    }

    private static String inWords(JacksonException e) {
        StringBuilder path = new StringBuilder();
        if (e instanceof DatabindException) {
            e.getPath().stream()
                    .map(JacksonException.Reference::getPropertyName)
                    .filter(name -> name != null)
                    .forEach(name -> path.append(path.isEmpty() ? "" : ".").append(name));
        }
        String where = path.isEmpty() ? "it" : path.toString();
        return e instanceof InvalidFormatException format
                        && format.getTargetType() != null
                        && format.getTargetType().isEnum()
                ? unknownWord(where, String.valueOf(format.getValue()))
                : where + " is not what this version expects";
    }

    /** The one value that is shown: a word of ours, not one of an event. */
    static String unknownWord(String where, String word) {
        return word.matches("[A-Z_]{1,40}")
                ? where + " " + word + " is not known to this version"
                : where + " is not what this version expects";
    }
}

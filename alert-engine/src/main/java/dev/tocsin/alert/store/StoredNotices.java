package dev.tocsin.alert.store;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Window;
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
 * Notices as JSON in the outbox: what one version of the engine wrote, the next one reads. What a newer one wrote may be
 * beyond us, and then that is an answer and no exception.
 */
final class StoredNotices {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Older rows do not have it. */
    private static final Set<String> ADDED_LATER = Set.of("queryFilters");

    private StoredNotices() {}

    /** What a row's text turned out to be. */
    sealed interface Stored {
        record Readable(AlertNotice notice) implements Stored {}

        /**
         * @param reason what could not be read, for people; nothing of what events said is in it
         * @param window null if that cannot be read either
         */
        record Unreadable(String reason, @Nullable Window window) implements Stored {}
    }

    static String write(AlertNotice notice) {
        return JSON.writeValueAsString(notice);
    }

    static Stored read(String json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JacksonException e) {
            return new Stored.Unreadable("its notice cannot be read: it is no JSON", null);
        }
        if (!tree.isObject()) {
            return new Stored.Unreadable("its notice cannot be read: it is no JSON object", null);
        }
        String missing = missingIn(AlertNotice.class, tree, "");
        if (missing != null) {
            return unreadable(missing + " is missing", tree);
        }
        try {
            return new Stored.Readable(JSON.treeToValue(tree, AlertNotice.class));
        } catch (JacksonException e) {
            return unreadable(inWords(e), tree);
        }
    }

    /** For who can do without. */
    static @Nullable AlertNotice readOrNull(String json) {
        return read(json) instanceof Stored.Readable(AlertNotice notice) ? notice : null;
    }

    private static Stored unreadable(String reason, JsonNode tree) {
        return new Stored.Unreadable("its notice cannot be read: " + reason, windowIn(tree));
    }

    private static @Nullable Window windowIn(JsonNode tree) {
        JsonNode window = tree.get("window");
        if (window == null || missingIn(Window.class, window, "") != null) {
            return null;
        }
        try {
            return JSON.treeToValue(window, Window.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The first thing that a record cannot do without and that is not there; null if all of it is. */
    private static @Nullable String missingIn(Class<?> type, JsonNode node, String path) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = path + component.getName();
            JsonNode value = node.get(component.getName());
            if (value != null && !value.isNull()) {
                String deeper = missingBelow(component, value, name);
                if (deeper != null) {
                    return deeper;
                }
            } else if (isNeeded(component)) {
                return name;
            }
        }
        return null;
    }

    private static @Nullable String missingBelow(RecordComponent component, JsonNode value, String name) {
        if (component.getType().isRecord()) {
            return missingIn(component.getType(), value, name + ".");
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
                String deeper = missingIn(element, one, name + ".");
                if (deeper != null) {
                    return deeper;
                }
            }
        }
        return null;
    }

    private static boolean isNeeded(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && !ADDED_LATER.contains(component.getName());
    }

    private static String inWords(JacksonException e) {
        StringBuilder path = new StringBuilder();
        if (e instanceof DatabindException) {
            e.getPath().stream()
                    .map(JacksonException.Reference::getPropertyName)
                    .filter(name -> name != null)
                    .forEach(name -> path.append(path.isEmpty() ? "" : ".").append(name));
        }
        String where = path.isEmpty() ? "the notice" : path.toString();
        // The one value that is shown: a word of ours, not one of an event.
        return e instanceof InvalidFormatException format
                        && format.getTargetType() != null
                        && format.getTargetType().isEnum()
                        && String.valueOf(format.getValue()).matches("[A-Z_]{1,40}")
                ? where + " " + format.getValue() + " is not known to this version"
                : where + " is not what this version expects";
    }

    /** PostgreSQL takes no NUL in a text, and a log may hold one. */
    static String text(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
    }
}

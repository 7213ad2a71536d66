package dev.tocsin.alert.lint;

import dev.tocsin.query.DataView;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a rule's streams, from an answer of {@code _field_caps}. */
final class KnownFields {
    private static final Set<String> TEXT = Set.of("text", "match_only_text", "pattern_text", "search_as_you_type");
    private static final Set<String> WHOLE_VALUES = Set.of("keyword", "constant_keyword", "wildcard");
    private static final Set<String> NUMBERS = Set.of(
            "long",
            "integer",
            "short",
            "byte",
            "double",
            "float",
            "half_float",
            "scaled_float",
            "unsigned_long",
            "aggregate_metric_double",
            "date",
            "date_nanos",
            "boolean");
    private static final Set<String> NO_FIELDS = Set.of("object", "nested", "unmapped");

    private final JsonObject answer;
    private final JsonObject fields;

    KnownFields(JsonObject answer) {
        this.answer = answer;
        this.fields = answer.containsKey("fields") ? answer.getJsonObject("fields") : JsonObject.EMPTY_JSON_OBJECT;
    }

    DataView view(String title) {
        return DataView.fromFieldCaps(title, answer);
    }

    Collection<String> names() {
        return fields.keySet().stream().filter(this::has).toList();
    }

    /** Also what lies inside a flattened object, whose keys nobody lists. */
    boolean has(String field) {
        return !typesOf(field).isEmpty() || isInsideFlattened(field);
    }

    private boolean isInsideFlattened(String field) {
        for (int dot = field.lastIndexOf('.'); dot > 0; dot = field.lastIndexOf('.', dot - 1)) {
            if (typesOf(field.substring(0, dot)).contains("flattened")) {
                return true;
            }
        }
        return false;
    }

    Set<String> typesOf(String field) {
        Set<String> types = new TreeSet<>();
        if (fields.get(field) instanceof JsonObject byType) {
            types.addAll(byType.keySet());
        }
        types.removeAll(NO_FIELDS);
        return types;
    }

    boolean isText(String field) {
        return typesOf(field).stream().anyMatch(TEXT::contains);
    }

    /** Or what Elasticsearch takes for one. */
    boolean isNumber(String field) {
        return !typesOf(field).isEmpty() && NUMBERS.containsAll(typesOf(field));
    }

    boolean canBeGrouped(String field) {
        return isInsideFlattened(field)
                || typesOf(field).stream()
                        .allMatch(type ->
                                fields.getJsonObject(field).getJsonObject(type).getBoolean("aggregatable", false));
    }

    /** The field beside a text that holds its whole value. */
    Optional<String> wholeValueOf(String field) {
        int dot = field.lastIndexOf('.');
        List<String> near = fields.keySet().stream()
                .filter(name -> name.startsWith(field + ".") || (dot > 0 && name.equals(field.substring(0, dot))))
                .filter(name -> WHOLE_VALUES.containsAll(typesOf(name))
                        && !typesOf(name).isEmpty())
                .sorted()
                .toList();
        return near.stream().findFirst();
    }
}

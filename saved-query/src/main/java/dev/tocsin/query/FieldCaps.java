package dev.tocsin.query;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a data view from Elasticsearch's {@code _field_caps} answer. Types that Kibana shows as one kind stay that
 * kind; of different kinds they are a {@code conflict}. Objects are no fields; a nested object gives its path to what is
 * below it. Of the metadata fields only {@code _id} and {@code _index} are taken: the others cannot be searched, and a
 * wildcard field would run into them.
 */
final class FieldCaps {
    private static final Set<String> METADATA = Set.of("_id", "_index");
    private static final Set<String> NO_FIELDS = Set.of("object", "nested", "unmapped");

    private FieldCaps() {}

    static List<DataField> fields(JsonObject answer) {
        if (!(answer.get("fields") instanceof JsonObject caps)) {
            throw QueryException.of("This is not an answer of _field_caps: it has no \"fields\".", null);
        }
        List<DataField> fields = new ArrayList<>();
        // Elasticsearch answers in no order; sorted, the same mappings give the same query for a wildcard field.
        for (Map.Entry<String, JsonValue> entry : new TreeMap<>(caps).entrySet()) {
            if (entry.getValue() instanceof JsonObject byType && isShown(entry.getKey(), byType)) {
                Set<String> types = new TreeSet<>(byType.keySet());
                types.removeAll(NO_FIELDS);
                if (!types.isEmpty()) {
                    fields.add(field(entry.getKey(), types, caps));
                }
            }
        }
        return fields;
    }

    private static boolean isShown(String name, JsonObject byType) {
        return METADATA.contains(name)
                || byType.values().stream()
                        .noneMatch(caps ->
                                caps instanceof JsonObject object && object.get("metadata_field") == JsonValue.TRUE);
    }

    private static DataField field(String name, Set<String> types, JsonObject caps) {
        Set<String> kinds = new TreeSet<>();
        types.forEach(type -> kinds.add(kind(type)));
        String kind = kinds.size() == 1 ? kinds.iterator().next() : "conflict";
        int dot = name.lastIndexOf('.');
        String parent = dot < 0 ? null : name.substring(0, dot);
        boolean isMulti = parent != null && isLeaf(caps, parent);
        return new DataField(name, kind, List.copyOf(types), nestedPath(name, caps), isMulti ? parent : null, false);
    }

    /** The nearest nested object above the field. */
    private static @Nullable String nestedPath(String name, JsonObject caps) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String above = name.substring(0, dot);
            if (caps.get(above) instanceof JsonObject byType && byType.containsKey("nested")) {
                return above;
            }
        }
        return null;
    }

    private static boolean isLeaf(JsonObject caps, String name) {
        return caps.get(name) instanceof JsonObject byType
                && byType.keySet().stream().noneMatch(NO_FIELDS::contains);
    }

    private static String kind(String esType) {
        return switch (esType) {
            case "keyword", "text", "match_only_text", "wildcard", "constant_keyword", "version", "pattern_text" ->
                "string";
            case "counted_keyword", "semantic_text", "search_as_you_type", "_id", "_index" -> "string";
            case "date", "date_nanos" -> "date";
            case "long", "integer", "short", "byte", "unsigned_long", "token_count" -> "number";
            case "double", "float", "half_float", "scaled_float", "aggregate_metric_double" -> "number";
            case "boolean", "ip", "geo_point", "geo_shape", "nested", "histogram", "murmur3", "flattened" -> esType;
            case "integer_range", "long_range", "float_range", "double_range" -> "number_range";
            case "date_range", "ip_range" -> esType;
            default -> "unknown";
        };
    }
}

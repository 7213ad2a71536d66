package dev.tocsin.alert.rule;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A query written as YAML to JSON; scripts and runtime fields are refused where they stand. */
final class DslReader {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final int MAX_DEPTH = 40;
    private static final int MAX_NODES = 10_000;
    private static final Set<String> REFUSED =
            Set.of("script", "script_score", "scripted_metric", "script_fields", "runtime_mappings");

    static final String REFUSAL = "' is not allowed in rules: it runs code on the cluster";
    static final String REFUSAL_HINT = "say it with fields, or let the ingest service add a field";

    private final RuleSource source;
    private int nodes;

    DslReader(RuleSource source) {
        this.source = source;
    }

    /** Empty after reporting what is wrong. */
    Optional<JsonObject> read(String path, MappingNode node) {
        int before = source.mark();
        JsonValue value = convert(path, node, 0);
        return source.hasErrorsSince(before) ? Optional.empty() : Optional.of(value.asJsonObject());
    }

    /** The same for a query written as JSON text. */
    Optional<JsonObject> readText(YamlValue value, String text) {
        // The readers below call themselves for each level.
        if (depthOf(text) > MAX_DEPTH) {
            value.wrong("is nested more than " + MAX_DEPTH + " levels deep", null);
            return Optional.empty();
        }
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            JsonObject query = reader.readObject();
            Optional<String> refused = refusedIn(query);
            refused.ifPresent(key -> value.wrong("'" + key + REFUSAL, REFUSAL_HINT));
            return refused.isPresent() ? Optional.empty() : Optional.of(query);
        } catch (RuntimeException e) {
            // Parsson has no exception of its own for what is too deep or too long.
            value.wrong("is neither a mapping nor a JSON object", null);
            return Optional.empty();
        }
    }

    private static int depthOf(String json) {
        int depth = 0;
        int deepest = 0;
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            switch (json.charAt(i)) {
                case '"' -> inText = !inText;
                case '\\' -> i++;
                case '{', '[' -> deepest = inText ? deepest : Math.max(deepest, ++depth);
                case '}', ']' -> depth -= inText ? 0 : 1;
                default -> {}
            }
        }
        return deepest;
    }

    /** The first part that runs code on the cluster. */
    static Optional<String> refusedIn(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                object.entrySet().stream()
                        .flatMap(entry -> REFUSED.contains(entry.getKey())
                                ? Stream.of(entry.getKey())
                                : refusedIn(entry.getValue()).stream())
                        .findFirst();
            case JsonArray array ->
                array.stream().flatMap(item -> refusedIn(item).stream()).findFirst();
            default -> Optional.empty();
        };
    }

    private JsonValue convert(String path, Node node, int depth) {
        // Anchors make a small file a large or an endless tree.
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            if (nodes <= MAX_NODES + 1) {
                source.error(node, path, "the query is too deep or too large", null);
                nodes = MAX_NODES + 1;
            }
            return JsonValue.NULL;
        }
        return switch (node) {
            case MappingNode mapping -> object(path, mapping, depth);
            case SequenceNode sequence -> {
                JsonArrayBuilder array = JSON.createArrayBuilder();
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    array.add(convert(path + "[" + i + "]", sequence.getValue().get(i), depth + 1));
                }
                yield array.build();
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> JsonValue.NULL;
        };
    }

    private JsonObject object(String path, MappingNode mapping, int depth) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                source.error(tuple.getKeyNode(), path, "a key has to be a plain word", null);
                continue;
            }
            String inner = path + "." + key.getValue();
            if (REFUSED.contains(key.getValue())) {
                source.error(key, inner, "'" + key.getValue() + REFUSAL, REFUSAL_HINT);
            }
            object.add(key.getValue(), convert(inner, tuple.getValueNode(), depth + 1));
        }
        return object.build();
    }

    private static JsonValue scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return JsonValue.NULL;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.parseBoolean(text) ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return JSON.createValue(new BigDecimal(text));
            } catch (NumberFormatException e) {
                return JSON.createValue(text);
            }
        }
        return JSON.createValue(text);
    }
}

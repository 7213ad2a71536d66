package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping that is read key by key: what nobody asked for is reported at the end. */
final class YamlMapping {
    private final RuleSource source;
    private final String path;
    private final MappingNode node;
    private final Map<String, ScalarNode> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    YamlMapping(RuleSource source, String path, MappingNode node) {
        this.source = source;
        this.path = path;
        this.node = node;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                source.error(tuple.getKeyNode(), path, "a key has to be a plain word", null);
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                source.error(key, pathOf(key.getValue()), "'" + key.getValue() + "' is here twice", "keep one of them");
            } else {
                keys.put(key.getValue(), key);
            }
        }
    }

    MappingNode node() {
        return node;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<YamlValue> get(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).map(value -> new YamlValue(source, pathOf(key), value));
    }

    /** Whether the key is there; nobody has asked for it by that. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Reports its absence. */
    Optional<YamlValue> require(String key, String example) {
        Optional<YamlValue> value = get(key);
        if (value.isEmpty()) {
            source.error(node, pathOf(key), "missing", "add for instance: " + key + ": " + example);
        }
        return value;
    }

    /** Every value, for mappings whose keys are free. */
    Map<String, YamlValue> all() {
        Map<String, YamlValue> all = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            asked.add(key);
            all.put(key, new YamlValue(source, pathOf(key), value));
        });
        return all;
    }

    void reportUnknownKeys() {
        keys.forEach((name, key) -> {
            if (!asked.contains(name)) {
                source.error(
                        key,
                        pathOf(name),
                        "unknown key '" + name + "'",
                        DidYouMean.nearest(name, asked)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("known here: " + String.join(", ", asked)));
            }
        });
    }
}

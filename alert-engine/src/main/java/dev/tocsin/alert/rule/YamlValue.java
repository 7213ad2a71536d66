package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value with its place in the file. Each way to read it is empty after reporting what was expected instead. */
final class YamlValue {
    private final RuleSource source;
    private final String path;
    private final Node node;

    YamlValue(RuleSource source, String path, Node node) {
        this.source = source;
        this.path = path;
        this.node = node;
    }

    Node node() {
        return node;
    }

    String path() {
        return path;
    }

    /** The last part of its path. */
    String key() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    void wrong(String reason, @Nullable String hint) {
        source.error(node, path, reason, hint);
    }

    void doubtful(String reason, @Nullable String hint) {
        source.warning(node, path, reason, hint);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    Optional<String> text() {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue());
        }
        return expected("a text");
    }

    Optional<Boolean> bool() {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)
                ? Optional.of(Boolean.valueOf(scalar.getValue()))
                : expected("true or false");
    }

    Optional<Double> number() {
        if (node instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))) {
            try {
                double number = Double.parseDouble(scalar.getValue());
                if (Double.isFinite(number)) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // Octal and hexadecimal forms are numbers to YAML, but nobody means them here.
                return expected("a number");
            }
        }
        return expected("a number");
    }

    Optional<Integer> integerFrom(int min, int max) {
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.INT)
                && scalar.getValue().matches("\\d{1,9}")) {
            int number = Integer.parseInt(scalar.getValue());
            if (number >= min && number <= max) {
                return Optional.of(number);
            }
        }
        return expected("a whole number from " + min + " to " + max);
    }

    Optional<Duration> durationFrom(Duration min, Duration max) {
        Optional<Duration> duration =
                node instanceof ScalarNode scalar ? DurationText.parse(scalar.getValue()) : Optional.empty();
        if (duration.isEmpty()) {
            return expected("a duration such as 30s, 5m or 1h30m");
        }
        if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
            wrong("has to be from " + DurationText.of(min) + " to " + DurationText.of(max), null);
            return Optional.empty();
        }
        return duration;
    }

    <E extends Enum<E>> Optional<E> oneOf(Class<E> type, List<E> allowed) {
        String written = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        for (E constant : allowed) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(written)) {
                return Optional.of(constant);
            }
        }
        List<String> words = allowed.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        wrong(
                "expected one of " + String.join(", ", words) + "; found " + found(),
                DidYouMean.nearest(written, words)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse(null));
        return Optional.empty();
    }

    <E extends Enum<E>> Optional<E> oneOf(Class<E> type) {
        return oneOf(type, Arrays.asList(type.getEnumConstants()));
    }

    /** The values of a list, or one alone. */
    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        List<YamlValue> items = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            items.add(new YamlValue(
                    source, path + "[" + i + "]", sequence.getValue().get(i)));
        }
        return items;
    }

    /** A list of texts, or one text alone. */
    List<String> texts() {
        return items().stream().flatMap(item -> item.text().stream()).toList();
    }

    Map<String, String> textMap() {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping()
                .ifPresent(mapping ->
                        mapping.all().forEach((key, value) -> value.text().ifPresent(text -> texts.put(key, text))));
        return texts;
    }

    Optional<YamlMapping> mapping() {
        return node instanceof MappingNode mapping
                ? Optional.of(new YamlMapping(source, path, mapping))
                : expected("a mapping (key: value)");
    }

    /** Empty without a report if it is none. */
    Optional<ScalarNode> scalar() {
        return node instanceof ScalarNode scalar ? Optional.of(scalar) : Optional.empty();
    }

    private <T> Optional<T> expected(String what) {
        wrong("expected " + what + "; found " + found(), null);
        return Optional.empty();
    }

    private String found() {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            case SequenceNode _ -> "a list";
            default -> "a mapping";
        };
    }
}

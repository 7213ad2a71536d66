package dev.tocsin.alert.route;

import dev.tocsin.settings.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One mapping of a {@link ConfigFile}. Each way to read a key is empty after reporting what was expected instead. */
public final class ConfigSection {
    private static final int LONGEST_CONTENT = 1 << 20;
    private static final int DEEPEST_CONTENT = 32;

    private final ConfigFile file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    ConfigSection(ConfigFile file, String path, MappingNode node) {
        this.file = file;
        this.path = path;
        this.line = ConfigFile.lineOf(node);
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                file.report(ConfigFile.lineOf(key), path, "a key has to be a plain word", "");
            } else if (values.putIfAbsent(scalar.getValue(), tuple.getValueNode()) != null) {
                file.report(
                        ConfigFile.lineOf(key),
                        pathOf(scalar.getValue()),
                        "this key is here twice",
                        "keep one of them");
            } else {
                lines.put(scalar.getValue(), ConfigFile.lineOf(key));
            }
        }
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Reports a problem at a key, or at the section if it has no such key. */
    public void report(String key, String reason, String hint) {
        file.report(lines.getOrDefault(key, line), key.isEmpty() ? path : pathOf(key), reason, hint);
    }

    /** Where it is; empty for the top level. */
    String path() {
        return path;
    }

    /** What is doubtful about the section, without reporting it: a file with doubts is right. */
    ConfigProblem doubt(String reason, String hint) {
        return file.doubt(line, path, reason, hint);
    }

    /** The same about one of its keys. */
    ConfigProblem doubt(String key, String reason, String hint) {
        return file.doubt(lines.getOrDefault(key, line), pathOf(key), reason, hint);
    }

    /** How many problems the whole file has, as far as it is read: whoever reads on sees whether there are more. */
    int problemsSoFar() {
        return file.problems().size();
    }

    /** Reports keys that are none of these; whether there is none. */
    public boolean allowOnly(String... known) {
        Set<String> allowed = new LinkedHashSet<>(List.of(known));
        boolean isClean = true;
        for (String key : values.keySet()) {
            if (!allowed.contains(key)) {
                report(key, "unknown key", meant(key, allowed, "known here: "));
                isClean = false;
            }
        }
        return isClean;
    }

    /** A hint: the known word that is near, else all of them. */
    public static String meant(String word, Collection<String> known, String all) {
        return DidYouMean.nearest(word, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(all + (known.isEmpty() ? "none" : String.join(", ", known)));
    }

    public Optional<String> text(String key) {
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar
                && !scalar.getTag().equals(Tag.NULL)
                && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        report(key, "expected a text", "");
        return Optional.empty();
    }

    /** A text, or a list of texts; empty if absent. */
    public List<String> textsOf(String key) {
        if (!(values.get(key) instanceof SequenceNode sequence)) {
            return text(key).map(List::of).orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                texts.add(scalar.getValue());
            } else {
                report(key, "expected a text or a list of texts", "");
                return List.of();
            }
        }
        if (texts.isEmpty()) {
            report(key, "an empty list", "name one at least");
        }
        return texts;
    }

    /** False if absent. */
    public boolean flag(String key) {
        Node node = values.get(key);
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(scalar.getValue());
        }
        if (node != null) {
            report(key, "expected true or false", "");
        }
        return false;
    }

    public Optional<ConfigSection> section(String key) {
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return Optional.of(new ConfigSection(file, pathOf(key), mapping));
        }
        if (node != null) {
            report(key, "expected name: value below it", "");
        }
        return Optional.empty();
    }

    public List<ConfigSection> sections(String key) {
        List<ConfigSection> sections = new ArrayList<>();
        Node node = values.get(key);
        if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                String place = pathOf(key) + "[" + i + "]";
                if (item instanceof MappingNode mapping) {
                    sections.add(new ConfigSection(file, place, mapping));
                } else {
                    file.report(ConfigFile.lineOf(item), place, "expected name: value below it", "");
                }
            }
        } else if (node != null) {
            report(key, "expected a list", "each item begins with a dash");
        }
        return sections;
    }

    /** What is made of the texts of a list, each with its place; empty if nothing could be made of one of its items. */
    <T> Optional<List<T>> list(String key, Function<ConfigText, Optional<T>> read) {
        if (!(values.get(key) instanceof SequenceNode sequence)) {
            if (has(key)) {
                report(key, "expected a list", "each item begins with a dash");
            }
            return Optional.empty();
        }
        List<T> made = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            Node item = sequence.getValue().get(i);
            String place = pathOf(key) + "[" + i + "]";
            if (item instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
                read.apply(new ConfigText(file, place, ConfigFile.lineOf(item), scalar.getValue()))
                        .ifPresent(made::add);
            } else {
                file.report(ConfigFile.lineOf(item), place, "expected a text", "in single quotes it is one");
            }
        }
        return made.size() == sequence.getValue().size() ? Optional.of(made) : Optional.empty();
    }

    /** All entries as texts. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : values.keySet()) {
            text(key).ifPresent(text -> texts.put(key, text));
        }
        return texts;
    }

    /** What stands below a key, without its place and comments: the same text for the same content. */
    public String contentOf(String key) {
        StringBuilder content = new StringBuilder();
        Node node = values.get(key);
        if (node != null) {
            write(node, content, DEEPEST_CONTENT);
        }
        return content.toString();
    }

    /** Bounded, for aliases can make a text endless. */
    private static void write(Node node, StringBuilder content, int depth) {
        if (content.length() > LONGEST_CONTENT || depth == 0) {
            return;
        }
        switch (node) {
            case ScalarNode scalar ->
                content.append(scalar.getTag().getValue())
                        .append(scalar.getValue().length())
                        .append(':')
                        .append(scalar.getValue());
            case SequenceNode sequence -> {
                content.append('[');
                sequence.getValue().forEach(item -> write(item, content, depth - 1));
                content.append(']');
            }
            case MappingNode mapping -> {
                content.append('{');
                for (NodeTuple tuple : mapping.getValue()) {
                    write(tuple.getKeyNode(), content, depth - 1);
                    write(tuple.getValueNode(), content, depth - 1);
                }
                content.append('}');
            }
            default -> content.append(node.getTag().getValue());
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}

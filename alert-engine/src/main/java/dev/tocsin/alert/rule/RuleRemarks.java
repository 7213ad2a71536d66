package dev.tocsin.alert.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What is found out about a rule after it was read, with the place in its file. */
public final class RuleRemarks {
    private final RuleSource source;
    private final @Nullable MappingNode document;

    private RuleRemarks(RuleSource source, @Nullable MappingNode document) {
        this.source = source;
        this.document = document;
    }

    /** @param folder that the rule's file is relative to */
    public static RuleRemarks on(Path folder, Rule rule) {
        String content = contentOf(folder.resolve(rule.file()));
        RuleSource source = new RuleSource(rule.file(), content);
        source.nowReading(rule.name());
        return new RuleRemarks(source, documentOf(content, rule.name()).orElse(null));
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // It was there a moment ago. What is found is told all the same, without a place.
            return "";
        }
    }

    private static Optional<MappingNode> documentOf(String content, String rule) {
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            Iterable<Node> nodes = new Compose(settings).composeAllFromString(content);
            return StreamSupport.stream(nodes.spliterator(), false)
                    .flatMap(node -> node instanceof MappingNode mapping ? Stream.of(mapping) : Stream.of())
                    .filter(mapping -> child(mapping, "rule")
                            .filter(node -> node instanceof ScalarNode name
                                    && name.getValue().equals(rule))
                            .isPresent())
                    .findFirst();
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    /**
     * @param key of the rule, such as {@code groupBy}
     * @param word below it that is meant; null for all of it
     */
    public void error(String key, @Nullable String word, String reason, @Nullable String hint) {
        remark(Problem.Severity.ERROR, key, word, reason, hint);
    }

    /** The same for what is valid but probably not meant. */
    public void warning(String key, @Nullable String word, String reason, @Nullable String hint) {
        remark(Problem.Severity.WARNING, key, word, reason, hint);
    }

    public List<Problem> problems() {
        return source.problems();
    }

    private void remark(
            Problem.Severity severity, String key, @Nullable String word, String reason, @Nullable String hint) {
        boolean isError = severity == Problem.Severity.ERROR;
        Node node = document == null ? null : child(document, key).orElse(document);
        ScalarNode scalar = node == null || word == null ? null : scalarWith(node, word);
        if (scalar != null && word != null) {
            int offset = scalar.getValue().indexOf(word);
            if (isError) {
                source.errorInText(scalar, key, reason, offset, hint);
            } else {
                source.warningInText(scalar, key, reason, offset, hint);
            }
        } else if (node != null && isError) {
            source.error(node, key, reason, hint);
        } else if (node != null) {
            source.warning(node, key, reason, hint);
        } else {
            source.remarkAt(severity, key, reason, hint);
        }
    }

    private static @Nullable ScalarNode scalarWith(Node node, String word) {
        List<ScalarNode> scalars = new ArrayList<>();
        collect(node, scalars);
        return scalars.stream()
                .filter(scalar -> scalar.getValue().equals(word))
                .findFirst()
                .or(() -> scalars.stream()
                        .filter(scalar -> scalar.getValue().contains(word))
                        .findFirst())
                .orElse(null);
    }

    private static void collect(Node node, List<ScalarNode> scalars) {
        switch (node) {
            case ScalarNode scalar -> scalars.add(scalar);
            case SequenceNode sequence -> sequence.getValue().forEach(item -> collect(item, scalars));
            case MappingNode mapping ->
                mapping.getValue().forEach(tuple -> {
                    collect(tuple.getValueNode(), scalars);
                    collect(tuple.getKeyNode(), scalars);
                });
            default -> {}
        }
    }

    private static Optional<Node> child(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }
}

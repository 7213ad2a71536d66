package dev.tocsin.alert.rule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a folder of rules with all problems at once. What is wrong in one rule never harms another: it is listed as
 * broken, the others run. A name that is used twice belongs to the file whose rule runs, else to the first file; the
 * other file is broken.
 */
public final class RuleFiles {
    private static final String DEFAULTS = "_defaults.yml";
    private static final int LARGEST_FILE = 1 << 20;

    private RuleFiles() {}

    /** A folder that is not there has no rules; what they refer to is beside it. */
    public static RuleSet read(Path folder, RuleDefaults fallbacks) {
        return read(folder, fallbacks, References.read(folder.resolveSibling(""), KibanaSource.none()));
    }

    /** The same with what the rules may refer to. */
    public static RuleSet read(Path folder, RuleDefaults fallbacks, References references) {
        return parse(contentsOf(folder), fallbacks, references);
    }

    /** One file alone, with what its folder gives to its rules. */
    public static RuleSet readOne(Path file, RuleDefaults fallbacks, KibanaSource kibana) {
        Map<String, @Nullable String> contents = new TreeMap<>();
        contents.put(String.valueOf(file.getFileName()), contentOf(file));
        Path shared = file.toAbsolutePath().resolveSibling(DEFAULTS);
        if (Files.isRegularFile(shared)) {
            contents.put(DEFAULTS, contentOf(shared));
        }
        return parse(
                contents,
                fallbacks,
                References.read(References.configOf(file.toAbsolutePath().resolveSibling("")), kibana));
    }

    /**
     * Relative path to content, of every YAML file below the folder; null where a file cannot be read.
     *
     * @throws UncheckedIOException if the folder, or one in it, cannot be listed
     */
    static Map<String, @Nullable String> contentsOf(Path folder) {
        Map<String, @Nullable String> contents = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return contents;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> !isHidden(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".yml") || file.toString().endsWith(".yaml"))
                    .forEach(file -> contents.put(folder.relativize(file).toString(), contentOf(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        return contents;
    }

    /** A mounted ConfigMap has its files a second time in {@code ..data}; editors leave copies in such names. */
    private static boolean isHidden(Path relative) {
        for (Path name : relative) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    static @Nullable String contentOf(Path file) {
        try {
            return Files.size(file) > LARGEST_FILE ? null : Files.readString(file);
        } catch (CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    static RuleSet parse(Map<String, @Nullable String> contents, RuleDefaults fallbacks) {
        return parse(contents, fallbacks, References.NONE);
    }

    static RuleSet parse(Map<String, @Nullable String> contents, RuleDefaults fallbacks, References references) {
        return parse(contents, fallbacks, references, Map.of());
    }

    /** @param running the file of each rule that runs already, by name */
    static RuleSet parse(
            Map<String, @Nullable String> contents,
            RuleDefaults fallbacks,
            References references,
            Map<String, String> running) {
        List<Rule> rules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        RuleNames names = new RuleNames(contents, running);
        Map<String, FolderDefaults> defaults = defaultsByFolder(contents, problems);
        contents.forEach((file, content) -> {
            if (isDefaults(file)) {
                return;
            }
            RuleSource source = new RuleSource(file, content == null ? "" : content);
            if (content == null) {
                source.errorAt(1, 1, "", "cannot be read", "a UTF-8 text file of at most 1 MB that we may read");
                broken.add(file);
            }
            for (Node document : documents(source, content)) {
                readSafely(source, document, defaults.get(folderOf(file)), fallbacks, references)
                        .filter(rule -> isFree(rule, document, source, names))
                        .ifPresentOrElse(rules::add, () -> broken.add(called(document, file, names)));
            }
            if (source.hasErrorsSince(0) && !names.isHolder(file)) {
                broken.add(file);
            }
            problems.addAll(source.problems());
        });
        defaults.values().forEach(folder -> problems.addAll(folder.source().problems()));
        return new RuleSet(
                rules.stream().sorted(Comparator.comparing(Rule::name)).toList(),
                problems.stream().distinct().sorted(Problem.BY_PLACE).toList(),
                withoutFilesOfNamedRules(broken, problems));
    }

    /** A file stands for a rule only where the rule's name is not known. */
    private static List<String> withoutFilesOfNamedRules(List<String> broken, List<Problem> problems) {
        return broken.stream()
                .distinct()
                .filter(name -> problems.stream()
                        .noneMatch(problem -> problem.file().equals(name) && broken.contains(problem.rule())))
                .sorted()
                .toList();
    }

    /** Whatever one document does to its reader, the others are read. */
    private static Optional<Rule> readSafely(
            RuleSource source,
            Node document,
            @Nullable FolderDefaults folder,
            RuleDefaults fallbacks,
            References references) {
        try {
            return read(source, document, folder, fallbacks, references);
        } catch (RuntimeException | StackOverflowError e) {
            source.error(document, "", "cannot be read: " + e.getClass().getSimpleName() + " in the reader", null);
            return Optional.empty();
        }
    }

    private static Optional<Rule> read(
            RuleSource source,
            Node document,
            @Nullable FolderDefaults folder,
            RuleDefaults fallbacks,
            References references) {
        if (!(document instanceof MappingNode mapping)) {
            source.error(document, "", "expected a rule (key: value)", null);
            return Optional.empty();
        }
        YamlMapping shared = folder == null ? null : new YamlMapping(folder.source(), "", folder.node());
        Optional<Rule> rule = RuleReader.read(source, mapping, shared, fallbacks, references);
        source.nowReading(null);
        return rule;
    }

    /** Takes the name, or reports whose it is: as a problem of this file, for the rule of that name has none. */
    private static boolean isFree(Rule rule, Node document, RuleSource source, RuleNames names) {
        Optional<String> holder = names.heldBy(rule.name(), source.file());
        if (holder.isEmpty()) {
            names.take(rule.name(), source.file());
            return true;
        }
        source.error(
                document,
                "rule",
                "the name '" + rule.name() + "' is taken by " + holder.get(),
                "names are unique across files");
        return false;
    }

    /** What to call a rule that cannot run: by its name if that is not another's. */
    private static String called(Node document, String file, RuleNames names) {
        return nameOf(document, "rule")
                .filter(name -> names.heldBy(name, file).isEmpty())
                .orElse(file);
    }

    /** Reports what is no YAML. */
    static List<Node> documents(RuleSource source, @Nullable String content) {
        List<Node> documents = new ArrayList<>();
        if (content == null) {
            return documents;
        }
        try {
            for (Node node : YamlDocuments.of(content)) {
                boolean empty =
                        node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
                if (!empty) {
                    documents.add(node);
                }
            }
        } catch (MarkedYamlEngineException e) {
            source.errorAt(
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1),
                    e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1),
                    "",
                    "is no YAML: " + e.getProblem(),
                    null);
        } catch (YamlEngineException e) {
            source.errorAt(1, 1, "", "is no YAML: " + e.getMessage(), null);
        }
        return documents;
    }

    /** What one folder gives to all its rules. */
    private record FolderDefaults(RuleSource source, MappingNode node) {}

    private static Map<String, FolderDefaults> defaultsByFolder(
            Map<String, @Nullable String> contents, List<Problem> problems) {
        Map<String, FolderDefaults> byFolder = new HashMap<>();
        contents.forEach((file, content) -> {
            if (isDefaults(file)) {
                RuleSource source = new RuleSource(file, content == null ? "" : content);
                for (Node node : documents(source, content)) {
                    if (node instanceof MappingNode mapping) {
                        RuleReader.checkDefaults(source, mapping);
                        byFolder.put(folderOf(file), new FolderDefaults(source, mapping));
                    } else {
                        source.error(node, "", "expected a mapping (key: value)", null);
                    }
                }
                problems.addAll(source.problems());
            }
        });
        return byFolder;
    }

    private static boolean isDefaults(String file) {
        return file.equals(DEFAULTS) || file.endsWith("/" + DEFAULTS);
    }

    private static String folderOf(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }

    /** @param called the key of the name */
    static Optional<String> nameOf(Node document, String called) {
        if (document instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(called))
                    .map(tuple -> tuple.getValueNode() instanceof ScalarNode value ? value.getValue() : null)
                    .filter(name -> name != null && !name.isBlank())
                    .findFirst();
        }
        return Optional.empty();
    }
}

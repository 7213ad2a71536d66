package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file that is read to its end whatever is wrong in it, so that all problems are told at once. */
public final class ConfigFile {
    private final String name;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private ConfigFile(String name) {
        this.name = name;
    }

    /** A file, and its top level; empty if there is nothing in it, or nothing that can be read. */
    public record Opened(ConfigFile file, Optional<ConfigSection> top) {}

    /**
     * What a file says at one moment.
     *
     * @param file its name
     * @param text null if it is not there, or cannot be read
     * @param trouble why it cannot be read; null if it can, and if it is not there
     */
    public record Content(
            String file, @Nullable String text, @Nullable String trouble) {
        public static Content of(Path path) {
            String name = String.valueOf(path.getFileName());
            if (!Files.exists(path)) {
                return new Content(name, null, null);
            }
            try {
                return new Content(name, Files.readString(path), null);
            } catch (IOException e) {
                return new Content(name, null, e.getClass().getSimpleName());
            }
        }

        public boolean isThere() {
            return text != null || trouble != null;
        }
    }

    /** A missing file is an empty one. */
    public static Opened open(Path path) {
        return open(Content.of(path));
    }

    /** A missing file is an empty one. */
    public static Opened open(Content content) {
        ConfigFile file = new ConfigFile(content.file());
        if (content.trouble() != null) {
            file.report(0, "", "cannot be read: " + content.trouble(), "it has to be UTF-8 text");
        }
        return new Opened(file, Optional.ofNullable(content.text()).flatMap(file::parse));
    }

    private Optional<ConfigSection> parse(String text) {
        try {
            List<Node> documents = YamlDocuments.of(text);
            if (documents.size() > 1) {
                report(lineOf(documents.get(1)), "", "a second document (---)", "keep everything in one");
            }
            return documents.stream().findFirst().flatMap(this::topLevel);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            report(line, "", "not YAML: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            report(0, "", "not YAML", "");
        }
        return Optional.empty();
    }

    private Optional<ConfigSection> topLevel(Node node) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new ConfigSection(this, "", mapping));
        }
        report(lineOf(node), "", "expected name: value on the top level", "");
        return Optional.empty();
    }

    void report(int line, String path, String reason, String hint) {
        problems.add(doubt(line, path, reason, hint));
    }

    ConfigProblem doubt(int line, String path, String reason, String hint) {
        return new ConfigProblem(name, line, path, reason, hint);
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    /** In the order of the file. */
    public List<ConfigProblem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .toList();
    }
}

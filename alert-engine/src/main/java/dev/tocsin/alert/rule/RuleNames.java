package dev.tocsin.alert.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Whose each name is: the file's whose rule runs under it, for as long as that file may still have it; else the first
 * file's. So a copy of a rule, which may be half edited, never takes the place of the one that runs.
 */
final class RuleNames {
    private final Map<String, @Nullable String> contents;
    private final Map<String, String> running;
    private final Map<String, String> taken = new HashMap<>();

    /**
     * @param contents of all files, by path
     * @param running the file of each rule that runs, by name
     */
    RuleNames(Map<String, @Nullable String> contents, Map<String, String> running) {
        this.contents = contents;
        this.running = running;
    }

    /** The file because of which another rule cannot have the name; empty if the file may take it. */
    Optional<String> heldBy(String name, String file) {
        String first = taken.get(name);
        if (first != null) {
            return Optional.of(first);
        }
        return Optional.ofNullable(running.get(name))
                .filter(holder -> !holder.equals(file))
                .filter(holder -> mayStillHave(name, holder));
    }

    void take(String name, String file) {
        taken.put(name, file);
    }

    boolean isHolder(String file) {
        return taken.containsValue(file);
    }

    /** A file that cannot be read may have it, and so may one with a rule that does not say its name. */
    private boolean mayStillHave(String name, String file) {
        if (!contents.containsKey(file)) {
            return false;
        }
        String content = contents.get(file);
        if (content == null) {
            return true;
        }
        RuleSource source = new RuleSource(file, content);
        List<Node> documents = RuleFiles.documents(source, content);
        return source.hasErrorsSince(0)
                || documents.stream()
                        .map(document -> RuleFiles.nameOf(document, "rule").orElse(name))
                        .anyMatch(name::equals);
    }
}

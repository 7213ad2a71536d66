package dev.tocsin.launcher.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of this repository, some of them changed in memory: so a rule can be shown a file that breaks it.
 *
 * @param changed path to text
 */
record Repository(Map<String, String> changed) {
    static final List<String> DOCKERFILES = List.of(
            "ingest-service/Dockerfile",
            "alert-engine/Dockerfile",
            "launcher/Dockerfile",
            "examples/shop/Dockerfile",
            "examples/fake-slack/Dockerfile");
    private static final Path TOP = Path.of("..");

    static Repository asItIs() {
        return new Repository(Map.of());
    }

    /** The same with one text in one file replaced; fails if the text is not there. */
    Repository with(String file, String text, String by) {
        String before = text(file);
        if (!before.contains(text)) {
            throw new IllegalArgumentException(file + " does not contain: " + text);
        }
        Map<String, String> more = new HashMap<>(changed);
        more.put(file, before.replace(text, by));
        return new Repository(more);
    }

    String text(String file) {
        String text = changed.get(file);
        try {
            return text == null ? Files.readString(TOP.resolve(file)) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String path) {
        return Files.exists(TOP.resolve(path));
    }

    /** The first group of the first match, or empty. */
    String find(String file, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text(file));
        return matcher.find() ? matcher.group(1) : "";
    }

    Set<String> findAll(String file, String pattern) {
        return findAllIn(text(file), pattern);
    }

    static Set<String> findAllIn(String text, String pattern) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** All Java sources of a module, without its tests. */
    String sources(String module) {
        try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/main/java"))) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

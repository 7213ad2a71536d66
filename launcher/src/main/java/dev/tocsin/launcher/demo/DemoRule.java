package dev.tocsin.launcher.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the story has to know of a rule: how messages name it, and what is told of it beforehand.
 *
 * @param isEach true if every event is told and nothing resolves
 */
record DemoRule(
        String name, String title, String query, String condition, boolean isEach, String window, String every) {
    /** All rules of a folder, by name. */
    static List<DemoRule> readAll(Path folder) throws IOException {
        List<DemoRule> rules = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.yml")) {
            for (Path file : files) {
                rules.add(read(Files.readAllLines(file)));
            }
        }
        rules.sort(Comparator.comparing(DemoRule::name));
        return List.copyOf(rules);
    }

    static DemoRule read(List<String> yaml) {
        boolean isEach = value(yaml, "condition").startsWith("{each:");
        return new DemoRule(
                value(yaml, "rule"),
                value(yaml, "title"),
                value(yaml, "kql").replaceAll("^'|'$", ""),
                isEach ? "each event" : value(yaml, "threshold").replaceAll("[{}:]", "") + " hits",
                isEach,
                value(yaml, "window"),
                value(yaml, "every"));
    }

    private static String value(List<String> yaml, String key) {
        return yaml.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a rule of the demonstration has no " + key));
    }
}

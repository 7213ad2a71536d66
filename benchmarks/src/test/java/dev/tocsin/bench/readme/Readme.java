package dev.tocsin.bench.readme;

import dev.tocsin.bench.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** The blocks of code in the README, as a reader copies them. */
final class Readme {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() throws IOException {
        return new Readme(Files.readString(Jars.home().resolve("README.md")));
    }

    /** The only block in a language that has the mark in its first two lines. */
    String block(String language, String mark) {
        List<String> found = BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .filter(code -> code.lines().limit(2).anyMatch(line -> line.contains(mark)))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    "the README has " + found.size() + " blocks in " + language + " that begin with " + mark);
        }
        return found.getFirst();
    }
}

package dev.tocsin.access;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with a file, told so that a person can mend it. Never shows a hash or a token.
 *
 * @param line from 1
 * @param path such as {@code [2].role}; empty for the whole file
 * @param hint what to do; empty if the reason says it all
 */
public record Problem(String file, int line, String path, String reason, String hint) {
    public String inWords() {
        return file + ":" + line + (path.isEmpty() ? "" : " " + path) + ": " + reason
                + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    /** One line each. */
    public static String inWords(List<Problem> problems) {
        return problems.stream().map(Problem::inWords).collect(Collectors.joining("\n"));
    }
}

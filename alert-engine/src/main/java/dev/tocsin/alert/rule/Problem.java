package dev.tocsin.alert.rule;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a rule file, told so that a person can mend it.
 *
 * @param file relative to the folder of rules
 * @param line from 1
 * @param column from 1
 * @param path such as {@code condition.threshold.above}; empty for the whole file
 * @param hint what to do; null if the reason says it all
 * @param rule the rule's name where it is known
 */
public record Problem(
        Severity severity,
        String file,
        int line,
        int column,
        String path,
        String reason,
        @Nullable String hint,
        @Nullable String rule) {
    static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file).thenComparing(Problem::line).thenComparing(Problem::column);

    /** Whether the rule can run all the same. */
    public enum Severity {
        WARNING,
        ERROR
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line, or more where the hint shows the place. */
    public String inWords() {
        return file + ":" + line + ":" + column + (isError() ? "" : " warning") + (path.isEmpty() ? "" : " " + path)
                + ": " + reason + (hint == null ? "" : hint.startsWith("\n") ? hint : " (" + hint + ")");
    }
}

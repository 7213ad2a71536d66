package dev.tocsin.alert.lint;

import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.rule.Problem;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should look at.
 *
 * @param isError whether it is more than a warning
 * @param line from 1; 0 for the whole file
 * @param column from 1; 0 for the whole line
 * @param path such as {@code condition.threshold}; empty for the whole file
 * @param hint what to do; null if the reason says it all
 * @param rule null if it is about no rule
 */
public record Finding(
        boolean isError,
        Path file,
        int line,
        int column,
        String path,
        String reason,
        @Nullable String hint,
        @Nullable String rule) {
    static final Comparator<Finding> BY_PLACE =
            Comparator.comparing(Finding::file).thenComparing(Finding::line).thenComparing(Finding::column);

    static Finding of(Problem problem, Path folder) {
        return new Finding(
                problem.isError(),
                folder.resolve(problem.file()),
                problem.line(),
                problem.column(),
                problem.path(),
                problem.reason(),
                withoutPicture(problem.hint()),
                problem.rule());
    }

    static Finding of(ConfigProblem problem, Path folder, boolean isError) {
        String hint = problem.hint();
        return new Finding(
                isError,
                folder.resolve(problem.file()),
                problem.line(),
                0,
                problem.path(),
                problem.reason(),
                hint.isEmpty() ? null : hint,
                null);
    }

    /** A hint that begins with a line end shows the place in two lines; whoever shows a finding does that itself. */
    private static @Nullable String withoutPicture(@Nullable String hint) {
        if (hint == null || !hint.startsWith("\n")) {
            return hint;
        }
        String rest = hint.lines().skip(3).map(String::strip).reduce("", (all, line) -> (all + " " + line).strip());
        return rest.isEmpty() ? null : rest;
    }
}

package dev.tocsin.alert.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions that cannot hold up the engine. RE2 matches in time linear in value and expression, but an
 * expression of twenty characters can stand for one of a billion steps ({@code ((a{1000}){1000}){1000}}), and one that is
 * nested very deeply overflows the stack: so the length, what its repetitions come to, and the steps are limited.
 */
final class ExpressionLimits {
    static final int LONGEST = 1_000;
    static final int MOST_STEPS = 2_000;

    /** Before it is translated: enough for an expression of a UUID, and translated within the memory of one message. */
    private static final long LARGEST = 500_000;

    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?}");

    private ExpressionLimits() {}

    /** @throws IllegalArgumentException with what is wrong: words that go on "the expression ..." */
    static Pattern compile(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        if (size(expression) > LARGEST) {
            throw new IllegalArgumentException("repeats too much");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is none that RE2 knows: " + e.getDescription()
                            + (e.getPattern() == null || e.getPattern().isEmpty() ? "" : " '" + e.getPattern() + "'"),
                    e);
        }
        if (pattern.programSize() > MOST_STEPS) {
            throw new IllegalArgumentException("repeats too much");
        }
        return pattern;
    }

    /** No less than the steps that it is translated to: as if all repetitions stood within each other. */
    private static long size(String expression) {
        long size = expression.length();
        java.util.regex.Matcher repetition = REPETITION.matcher(expression);
        while (repetition.find() && size <= LARGEST) {
            String most = repetition.group(2) == null || repetition.group(2).isEmpty()
                    ? repetition.group(1)
                    : repetition.group(2);
            size *= Math.max(1, Long.parseLong(most));
        }
        return size;
    }
}

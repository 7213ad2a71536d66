package dev.tocsin.ingest.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * What an own regular expression matches, by RE2, whose time is linear in the text whatever the expression: one that is
 * written badly must not stop a log.
 *
 * @param name shown where something was replaced, and in metrics
 */
public record OwnPattern(String name, Pattern expression) implements Finder {
    /** @throws IllegalArgumentException with a sentence if it is no regular expression, or matches the empty text */
    public static OwnPattern of(String name, String expression) {
        Pattern compiled;
        try {
            compiled = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression that RE2 knows (it has no look-around and no back-references): "
                            + e.getDescription(),
                    e);
        }
        if (compiled.matcher("").find()) {
            throw new IllegalArgumentException("matches the empty text, so it would match everywhere");
        }
        return new OwnPattern(name, compiled);
    }

    @Override
    public void find(String text, Spans found) {
        Matcher matcher = expression.matcher(text);
        while (matcher.find()) {
            found.add(matcher.start(), matcher.end());
        }
    }
}

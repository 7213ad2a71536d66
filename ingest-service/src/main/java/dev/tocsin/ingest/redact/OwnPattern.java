package dev.tocsin.ingest.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * What an own regular expression matches, by RE2, which finds a match in time linear in the text whatever the expression:
 * one that is written badly must not stop a log. So behind very many matches the rest of a text is replaced as a whole.
 *
 * @param name shown where something was replaced, and in metrics
 */
public record OwnPattern(String name, Pattern expression) implements Finder {
    private static final int MOST_MATCHES = 1_000;

    public OwnPattern {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}") || NamedPattern.of(name).isPresent()) {
            throw new IllegalArgumentException(
                    "a pattern's name has small letters, digits and '-', at most 63, and is not one of those that are known");
        }
    }

    /** @throws IllegalArgumentException with a sentence if that is no name; {@link BadExpression} as of {@link #compiled} */
    public static OwnPattern of(String name, String expression) {
        return new OwnPattern(name, compiled(expression));
    }

    /** @throws BadExpression if it is no regular expression, or matches the empty text */
    public static Pattern compiled(String expression) {
        Pattern compiled;
        try {
            compiled = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new BadExpression(
                    "is no regular expression that RE2 knows (it has no look-around and no back-references): "
                            + e.getDescription(),
                    place(e.getPattern(), expression));
        }
        if (compiled.matcher("").find()) {
            throw new BadExpression("matches the empty text, so it would match everywhere", 0);
        }
        return compiled;
    }

    /** RE2 names the piece that is wrong, and the whole where something is missing behind it. */
    private static int place(String piece, String expression) {
        int found = piece.isEmpty() || piece.equals(expression) ? -1 : expression.indexOf(piece);
        return found < 0 ? expression.length() : found;
    }

    @Override
    public void find(String text, Spans found) {
        Matcher matcher = expression.matcher(text);
        for (int matches = 0; matcher.find(); matches++) {
            if (matches == MOST_MATCHES) {
                found.add(matcher.start(), text.length());
                return;
            }
            if (matcher.end() > matcher.start()) {
                found.add(matcher.start(), matcher.end());
            }
        }
    }
}

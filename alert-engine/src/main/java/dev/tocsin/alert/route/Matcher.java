package dev.tocsin.alert.route;

import com.google.re2j.Pattern;
import java.util.Map;

/**
 * One condition on the labels of an alert, written and meant as in Alertmanager: {@code team=payments},
 * {@code severity!="critical"}, {@code env=~"prod|stage"}, {@code env!~"test.*"}. An expression has to match the whole
 * value. A label that is not there is the empty text, so {@code team=""} holds where there is no team.
 */
public record Matcher(String label, boolean isNegated, Expected expected) {
    private static final java.util.regex.Pattern PLAIN = java.util.regex.Pattern.compile("[A-Za-z0-9_.:/@-]+");

    /** What a value is held against. */
    public sealed interface Expected {
        /** The value itself. */
        record Text(String text) implements Expected {}

        /** An expression of RE2 for the whole value, which is matched in linear time. */
        record Expression(Pattern pattern) implements Expected {}
    }

    public static Matcher equal(String label, String text) {
        return new Matcher(label, false, new Expected.Text(text));
    }

    /**
     * Understands what {@link #text} says, and what people write: values with or without double quotes, in which
     * {@code \"}, {@code \\} and {@code \n} stand for a quote, a backslash and a line end.
     *
     * @throws BadMatcher with place, reason and hint
     */
    public static Matcher parse(String text) {
        return new MatcherParser(text).parse();
    }

    public boolean holds(Map<String, String> labels) {
        return holdsFor(valueIn(labels));
    }

    /** The value that it looks at; empty if the label is not there. */
    String valueIn(Map<String, String> labels) {
        return labels.getOrDefault(label, "");
    }

    private boolean holdsFor(String value) {
        boolean isMet = switch (expected) {
            case Expected.Text(String text) -> text.equals(value);
            case Expected.Expression(Pattern pattern) -> pattern.matches(value);
        };
        return isMet != isNegated;
    }

    /** Whether the other one holds wherever this one does; false also where that is not certain. */
    boolean implies(Matcher other) {
        return equals(other) || (label.equals(other.label) && isEquality() && other.holdsFor(expectedText()));
    }

    /** Whether there is no alert on which both hold; false also where that is not certain. */
    boolean excludes(Matcher other) {
        return label.equals(other.label) && isEquality() && !other.holdsFor(expectedText());
    }

    private boolean isEquality() {
        return !isNegated && expected instanceof Expected.Text;
    }

    /** As it is written, quoted only where that is needed: {@link #parse} makes an equal one of it. */
    public String text() {
        String operator = switch (expected) {
            case Expected.Text _ -> isNegated ? "!=" : "=";
            case Expected.Expression _ -> isNegated ? "!~" : "=~";
        };
        return quoted(label) + operator + quoted(expectedText());
    }

    private String expectedText() {
        return switch (expected) {
            case Expected.Text(String text) -> text;
            case Expected.Expression(Pattern pattern) -> pattern.pattern();
        };
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

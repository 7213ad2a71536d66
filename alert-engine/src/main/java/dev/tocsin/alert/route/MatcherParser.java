package dev.tocsin.alert.route;

import dev.tocsin.alert.route.Matcher.Expected;
import java.util.List;

/** Reads one {@link Matcher}, from left to right. For one thread, once. */
final class MatcherParser {
    private static final String OPERATORS = "expected =, !=, =~ or !~";
    private static final String QUOTE_IT = "put the value in double quotes: ";

    private final String text;
    private int at;

    MatcherParser(String text) {
        this.text = text;
    }

    Matcher parse() {
        skipBlanks();
        String label = label();
        skipBlanks();
        String operator = operator(label);
        skipBlanks();
        int place = at;
        String value = value(label, operator);
        skipBlanks();
        if (at < text.length()) {
            throw text.charAt(at) == ','
                    ? bad("a second condition", "write an entry of its own for each; all of them have to hold")
                    : bad("more text behind the value", quotedWhole(label, operator, place));
        }
        boolean isNegated = operator.startsWith("!");
        return new Matcher(
                label, isNegated, operator.endsWith("~") ? expression(value, place) : new Expected.Text(value));
    }

    private Expected.Expression expression(String value, int place) {
        try {
            return new Expected.Expression(ExpressionLimits.compile(value));
        } catch (IllegalArgumentException e) {
            at = place;
            throw bad("the expression " + e.getMessage(), "RE2 has no look-around and no back-references");
        }
    }

    private String label() {
        if (is('"')) {
            int start = at;
            String quoted = quoted();
            if (quoted.isEmpty()) {
                at = start;
                throw bad("the name of the label is missing", "");
            }
            return quoted;
        }
        int start = at;
        while (at < text.length() && !isBlank() && "\"'`{}=!~<>,\\".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw is('{')
                    ? bad("a brace", "without braces, and an entry of its own for each condition")
                    : bad("the name of a label is missing", "such as team=payments");
        }
        return text.substring(start, at);
    }

    private String operator(String label) {
        for (String operator : List.of("=~", "!~", "!=", "=")) {
            if (text.startsWith(operator, at)) {
                boolean isDoubled = operator.equals("=") && text.startsWith("=", at + 1);
                if (isDoubled) {
                    throw bad(OPERATORS + ", not '=='", "equal is =");
                }
                at += operator.length();
                return operator;
            }
        }
        if (text.startsWith("~", at)) {
            throw bad(OPERATORS, "an expression that has to match is =~");
        }
        if (text.startsWith("<>", at)) {
            throw bad(OPERATORS, "not equal is !=");
        }
        throw bad(OPERATORS + " behind " + label, "such as team=payments");
    }

    private String value(String label, String operator) {
        if (is('"')) {
            return quoted();
        }
        int start = at;
        while (at < text.length() && !isBlank() && "\"'`,".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String value = text.substring(start, at);
        if (value.isEmpty()) {
            throw at == text.length()
                    ? bad("the value is missing", label + operator + "\"\" is the empty one, or no such label")
                    : bad("quotes are double ones here", quotedWhole(label, operator, start));
        }
        if ("=!~".indexOf(value.charAt(0)) >= 0) {
            at = start;
            throw bad(OPERATORS + ", not '" + operator + value.charAt(0) + "'", quotedWhole(label, operator, start));
        }
        return value;
    }

    /** How the value would be right if all that is left is meant to be it. */
    private String quotedWhole(String label, String operator, int from) {
        String rest = text.substring(from).strip().replaceAll("^['`]|['`]$", "").replace("\"", "\\\"");
        return QUOTE_IT + label + operator + '"' + rest + '"';
    }

    /** Other backslashes stay what they are, as in Alertmanager: an expression needs no two of them. */
    private String quoted() {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !is('"')) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length() && "\\\"n".indexOf(text.charAt(at)) >= 0) {
                char escaped = text.charAt(at++);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        if (at == text.length()) {
            at = start;
            throw bad("the quote is not closed", "");
        }
        at++;
        return value.toString();
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean isBlank() {
        return Character.isWhitespace(text.charAt(at));
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank()) {
            at++;
        }
    }

    private BadMatcher bad(String reason, String hint) {
        return new BadMatcher(text, at + 1, reason, hint);
    }
}

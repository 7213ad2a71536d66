package dev.tocsin.query;

import java.util.StringJoiner;

/** What could have stood at the farthest place that the parser reached: the text of a syntax error. */
final class Expectations {
    /** In the order in which a message lists them. */
    enum Expected {
        OPEN("\"(\""),
        CLOSE("\")\""),
        COLON("\":\""),
        LESS("\"<\""),
        LESS_OR_EQUAL("\"<=\""),
        GREATER("\">\""),
        GREATER_OR_EQUAL("\">=\""),
        OPEN_BRACE("\"{\""),
        CLOSE_BRACE("\"}\""),
        AND("AND"),
        NOT("NOT"),
        OR("OR"),
        END("end of input"),
        FIELD("field name"),
        LITERAL("literal"),
        VALUE("value"),
        WHITESPACE("whitespace");

        private final String shown;

        Expected(String shown) {
            this.shown = shown;
        }
    }

    private static final Expected[] ALL = Expected.values();

    private int farthest;
    private int found;

    void add(int at, Expected expected) {
        if (at > farthest) {
            farthest = at;
            found = 0;
        }
        if (at == farthest) {
            found |= 1 << expected.ordinal();
        }
    }

    QueryException failure(String text) {
        StringJoiner shown = new StringJoiner(", ");
        for (Expected expected : ALL) {
            if ((found & 1 << expected.ordinal()) != 0) {
                shown.add(expected.shown);
            }
        }
        String stands = farthest < text.length()
                ? "\"" + Character.toString(text.codePointAt(farthest)) + "\""
                : "end of input";
        return QueryException.at(
                farthest, "Expected " + shown + " but " + stands + " found.", SyntaxHint.forPlace(text, farthest));
    }
}

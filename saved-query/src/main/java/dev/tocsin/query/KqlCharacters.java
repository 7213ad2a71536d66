package dev.tocsin.query;

/** Which characters mean something in KQL. Positions are UTF-16 units, as in Kibana. */
final class KqlCharacters {
    private static final String SPECIAL = "\\():<>\"*{}";
    private static final String QUERY_STRING_SPECIAL = "+-=&|><!(){}[]^\"~*?:\\/";

    private KqlCharacters() {}

    /** The blanks of the grammar; all others, as U+3000, are ordinary characters of a value. */
    static boolean isSpace(String text, int at) {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u00a0';
    }

    static boolean isSpecial(char c) {
        return c < 128 && SPECIAL.indexOf(c) >= 0;
    }

    static boolean isWord(String text, int at, String word) {
        return text.regionMatches(true, at, word, 0, word.length());
    }

    /** Length of {@code or} or {@code and} at this place, 0 if neither stands there. */
    static int joinerLength(String text, int at) {
        return isWord(text, at, "or") ? 2 : isWord(text, at, "and") ? 3 : 0;
    }

    /** What JavaScript's trim takes off: more than the grammar's blanks and more than {@link String#strip()}. */
    static boolean isTrimmed(char c) {
        return switch (c) {
            case '\t', '\n', '\u000b', '\f', '\r', ' ', '\u00a0', '\u1680', '\u2028', '\u2029' -> true;
            case '\u202f', '\u205f', '\u3000', '\ufeff' -> true;
            default -> c >= '\u2000' && c <= '\u200a';
        };
    }

    static String trimStart(String text) {
        int from = 0;
        while (from < text.length() && isTrimmed(text.charAt(from))) {
            from++;
        }
        return text.substring(from);
    }

    static String trimEnd(String text) {
        int to = text.length();
        while (to > 0 && isTrimmed(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    /** Makes a literal part of a wildcard harmless in {@code query_string} and in {@code wildcard}. */
    static void appendForQueryString(StringBuilder out, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (QUERY_STRING_SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
    }
}

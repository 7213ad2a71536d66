package dev.tocsin.launcher.terminal;

/**
 * Text from logs, rules and servers for a terminal: nothing in it that a terminal would obey, or that nobody would see.
 * Such characters, and marks that turn text around, become a visible point.
 */
public final class PlainText {
    private static final String CUT = "...";

    private PlainText() {}

    /** All of it in one line: line ends and tabs become blanks. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(harmless(c)));
        return plain.toString();
    }

    /** JSON as it is, but for escapes in the place of what is not ASCII: that is in texts only, where they may stand. */
    static String inAscii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        json.chars().forEach(c -> ascii.append(c <= '~' ? Character.toString(c) : "\\u%04x".formatted(c)));
        return ascii.toString();
    }

    /** Its first line, of at most so many characters. */
    public static String firstLine(String text, int longest) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        String line = text.substring(0, end);
        int length = line.codePointCount(0, end);
        if (length <= longest) {
            return of(line);
        }
        int kept = Math.max(0, longest - CUT.length());
        return of(line.substring(0, line.offsetByCodePoints(0, kept))) + CUT;
    }

    private static int harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.CONTROL -> c == '\t' || c == '\n' || c == '\r' ? ' ' : '.';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> '.';
            default -> c;
        };
    }
}

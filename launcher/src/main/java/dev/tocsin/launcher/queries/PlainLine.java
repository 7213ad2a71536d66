package dev.tocsin.launcher.queries;

/** Text from events as one line that does nothing to a terminal. */
final class PlainLine {
    private PlainLine() {}

    /** The first line; control characters, escape sequences and marks that turn the text around become a visible point. */
    static String of(String text, int longest) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        StringBuilder plain = new StringBuilder();
        text.substring(0, end).codePoints().limit(longest).forEach(c -> {
            if (c == '\t') {
                plain.append(' ');
            } else if (isHarmless(c)) {
                plain.appendCodePoint(c);
            } else {
                plain.append('.');
            }
        });
        boolean isCut = text.codePointCount(0, end) > longest;
        return isCut ? plain.substring(0, Math.max(0, plain.length() - 3)) + "..." : plain.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

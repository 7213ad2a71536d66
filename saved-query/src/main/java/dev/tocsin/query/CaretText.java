package dev.tocsin.query;

/**
 * The line of a query that holds a place, and a caret under the place, for a terminal with a fixed-width font. Shows at
 * most {@value #WINDOW} columns around the place; tabs and control characters are shown as one column, so that the caret
 * stays right and a query cannot send commands to the terminal.
 */
public final class CaretText {
    private static final int WINDOW = 100;
    private static final int LEAD = 60;

    private CaretText() {}

    /** @param offset of the place, as UTF-16 index; one behind the query is its end */
    public static String under(String query, int offset) {
        int place = Math.clamp(offset, 0, query.length());
        int lineStart = query.lastIndexOf('\n', place - 1) + 1;
        int lineEnd = query.indexOf('\n', place);
        lineEnd = lineEnd < 0 ? query.length() : lineEnd;

        int start = place;
        int lead = 0;
        while (start > lineStart && lead < LEAD) {
            start = query.offsetByCodePoints(start, -1);
            lead += columns(query.codePointAt(start));
        }
        int end = place;
        int width = lead;
        while (end < lineEnd && width < WINDOW) {
            width += columns(query.codePointAt(end));
            end = query.offsetByCodePoints(end, 1);
        }

        String before = lineNumber(query, lineStart) + (start > lineStart ? "…" : "");
        StringBuilder out = new StringBuilder(before);
        query.substring(start, end).codePoints().forEach(c -> out.appendCodePoint(shown(c)));
        out.append(end < lineEnd ? "…" : "").append('\n');
        return out.append(" ".repeat(before.length() + lead)).append('^').toString();
    }

    private static String lineNumber(String query, int lineStart) {
        long line =
                1 + query.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return query.indexOf('\n') < 0 ? "" : "line " + line + ": ";
    }

    private static int shown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> codePoint == '\t' ? ' ' : '\u00b7';
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                '\u00b7';
            case Character.SPACE_SEPARATOR -> columns(codePoint) == 2 ? codePoint : ' ';
            default -> codePoint;
        };
    }

    /** Two for East Asian wide characters and emoji, none for marks that sit on the character before. */
    private static int columns(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = codePoint >= 0x1100
                && (codePoint <= 0x115f
                        || codePoint >= 0x2e80 && codePoint <= 0xa4cf
                        || codePoint >= 0xac00 && codePoint <= 0xd7a3
                        || codePoint >= 0xf900 && codePoint <= 0xfaff
                        || codePoint >= 0xfe30 && codePoint <= 0xfe6f
                        || codePoint >= 0xff00 && codePoint <= 0xff60
                        || codePoint >= 0x1f300 && codePoint <= 0x1faff
                        || codePoint >= 0x20000 && codePoint <= 0x3fffd);
        return wide ? 2 : 1;
    }
}

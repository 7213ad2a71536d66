package dev.tocsin.alert.notify;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes text that anybody may have written harmless wherever it is shown: nothing in it hides, reorders or drives a
 * terminal. What is removed changes no meaning; what is cut says so. Escaping for the place is the renderer's.
 */
public final class HarmlessText {
    /** More than any place in a message takes: what is behind it is only counted. */
    public static final int MOST_LOOKED_AT = 10_000;

    private static final String ELLIPSIS = "…";
    private static final int NOTE_ROOM = 40;

    /** ANSI: CSI, OSC (ended by BEL or ST), and two-character escapes. */
    private static final Pattern ANSI = Pattern.compile(
            "\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\\\)?|\u001b[@-Z\\\\-_]?|\u009b[0-?]*[ -/]*[@-~]");

    private HarmlessText() {}

    /** One line of at most so many characters. */
    public static String line(String text, int longest) {
        return within(joined(clean(text)), longest, text.length());
    }

    /** Several lines, of at most so many characters in all. */
    public static String lines(String text, int longest) {
        return within(clean(text).strip(), longest, text.length());
    }

    /** The beginning of it without control, direction or invisible characters but the line feed, and without half characters. */
    public static String clean(String text) {
        String beginning = text.length() <= MOST_LOOKED_AT ? text : text.substring(0, MOST_LOOKED_AT);
        String withoutAnsi = ANSI.matcher(beginning).replaceAll("");
        StringBuilder kept = new StringBuilder(withoutAnsi.length());
        withoutAnsi.codePoints().forEach(c -> appendHarmless(kept, c));
        return kept.toString();
    }

    /** Lines that are clean already, as one. */
    public static String joined(String lines) {
        return lines.replace('\n', ' ').replaceAll(" {2,}", " ").strip();
    }

    /** At most so many characters, never half of one. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, safeEnd(text, longest - ELLIPSIS.length())) + ELLIPSIS;
    }

    private static String within(String text, int longest, int inAll) {
        if (text.length() <= longest && inAll <= MOST_LOOKED_AT) {
            return text;
        }
        if (longest < 2 * NOTE_ROOM) {
            return cut(text, longest);
        }
        String note = String.format(Locale.ROOT, "%s (%,d characters in all)", ELLIPSIS, inAll);
        return text.substring(0, safeEnd(text, Math.min(text.length(), longest - note.length()))) + note;
    }

    private static int safeEnd(String text, int end) {
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private static void appendHarmless(StringBuilder kept, int c) {
        switch (c) {
            case '\n', '\u2028', '\u2029', '\u0085' -> kept.append('\n');
            case '\t', '\u00a0' -> kept.append(' ');
            default -> {
                switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT -> {}
                    case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> kept.append('\ufffd');
                    default -> {
                        if (!isBlankLetter(c)) {
                            kept.appendCodePoint(c);
                        }
                    }
                }
            }
        }
    }

    /** Letters by category that show as nothing: Hangul fillers, the blank Braille pattern, the grapheme joiner. */
    private static boolean isBlankLetter(int c) {
        return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800 || c == 0x034f;
    }
}

package dev.tocsin.alert.notify.slack;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes text that anybody may have written harmless in Slack: nothing in it mentions, links, hides, reorders, or ends
 * the code block that it stands in. What is removed changes no meaning; what is cut says so.
 */
final class SlackText {
    private static final String ELLIPSIS = "…";
    /** More than any place in a message takes: what is behind it is only counted. */
    private static final int MOST_LOOKED_AT = 10_000;

    /** ANSI: CSI, OSC (ended by BEL or ST), and two-character escapes. */
    private static final Pattern ANSI = Pattern.compile(
            "\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\\\)?|\u001b[@-Z\\\\-_]?|\u009b[0-?]*[ -/]*[@-~]");

    private static final Pattern BROADCAST = Pattern.compile("@(?=(?i:here|channel|everyone|group))");

    private SlackText() {}

    /**
     * One line for {@code plain_text} objects. They have no escape, and Slack parses them for nothing but emoji; that no
     * mention can stand there does not depend on it.
     */
    static String plain(String text, int longest) {
        return cut(oneLine(text).replace('<', '‹').replace('>', '›'), longest);
    }

    /** One line for {@code mrkdwn}, escaped; at most {@code longest} characters as Slack counts them. */
    static String line(String text, int longest) {
        return escapeWithin(oneLine(text), longest, text.length());
    }

    /** Several lines for {@code mrkdwn}, escaped. */
    static String lines(String text, int longest) {
        return escapeWithin(clean(text).strip(), longest, text.length());
    }

    /** A code span with the text in it; empty text gives a dash, because Slack shows an empty span as backticks. */
    static String code(String text, int longest) {
        String line = line(text, longest - 2);
        return "`" + (line.isEmpty() ? "-" : line) + "`";
    }

    private static String oneLine(String text) {
        return clean(text).replace('\n', ' ').replaceAll(" {2,}", " ").strip();
    }

    /** No control, direction or invisible character but the line feed; no backtick; no broadcast. */
    private static String clean(String text) {
        String beginning = text.length() <= MOST_LOOKED_AT ? text : text.substring(0, MOST_LOOKED_AT);
        String withoutAnsi = ANSI.matcher(beginning).replaceAll("");
        StringBuilder kept = new StringBuilder(withoutAnsi.length());
        withoutAnsi.codePoints().forEach(c -> appendHarmless(kept, c));
        // The word joiner is invisible and keeps Slack from seeing a mention.
        return BROADCAST.matcher(kept).replaceAll("@\u2060");
    }

    private static void appendHarmless(StringBuilder kept, int c) {
        switch (c) {
            case '\n', '\u2028', '\u2029', '\u0085' -> kept.append('\n');
            case '\t', '\u00a0' -> kept.append(' ');
            case '`' -> kept.append('\u02cb');
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

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, safeEnd(text, longest - ELLIPSIS.length())) + ELLIPSIS;
    }

    /** Escapes after cutting, so that no entity is cut in two, and counts the escaped length. */
    private static String escapeWithin(String text, int longest, int inAll) {
        String whole = escape(text);
        if (whole.length() <= longest && inAll <= MOST_LOOKED_AT) {
            return whole;
        }
        String note = String.format(Locale.ROOT, "%s (%,d characters in all)", ELLIPSIS, inAll);
        int room = longest - note.length();
        String mark = room < longest / 2 ? ELLIPSIS : note;
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            String piece = escape(Character.toString(c));
            if (escaped.length() + piece.length() > longest - mark.length()) {
                break;
            }
            escaped.append(piece);
            i += Character.charCount(c);
        }
        return escaped + mark;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static int safeEnd(String text, int end) {
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}

package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.HarmlessText;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes text that anybody may have written harmless in Slack: nothing in it mentions, links, hides, reorders, or ends
 * the code block that it stands in. What is removed changes no meaning; what is cut says so.
 */
final class SlackText {
    private static final String ELLIPSIS = "…";

    private static final Pattern BROADCAST = Pattern.compile("@(?=(?i:here|channel|everyone|group))");

    private SlackText() {}

    /**
     * One line for {@code plain_text} objects. They have no escape, and Slack parses them for nothing but emoji; that no
     * mention can stand there does not depend on it.
     */
    static String plain(String text, int longest) {
        return HarmlessText.cut(oneLine(text).replace('<', '‹').replace('>', '›'), longest);
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
        return HarmlessText.joined(clean(text));
    }

    /** No backtick, no broadcast, and what is harmless nowhere. */
    private static String clean(String text) {
        // The word joiner is invisible and keeps Slack from seeing a mention.
        return BROADCAST
                .matcher(HarmlessText.clean(text).replace('`', '\u02cb'))
                .replaceAll("@\u2060");
    }

    /** Escapes after cutting, so that no entity is cut in two, and counts the escaped length. */
    private static String escapeWithin(String text, int longest, int inAll) {
        String whole = escape(text);
        if (whole.length() <= longest && inAll <= HarmlessText.MOST_LOOKED_AT) {
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
}

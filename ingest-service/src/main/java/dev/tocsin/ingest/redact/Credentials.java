package dev.tocsin.ingest.redact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords, tokens and keys: the value behind a name that says what it is ({@code password=…}, {@code "apiKey": "…"},
 * {@code Authorization: Bearer …}), the password in an address ({@code https://user:…@host}), and those that are known by
 * their form: JSON web tokens, keys of AWS, GitHub, GitLab, Slack and Stripe, our own tokens, and private keys in PEM.
 */
final class Credentials implements Finder {
    private static final String[] KEYS = {
        "AKIA",
        "ASIA",
        "ghp_",
        "gho_",
        "ghs_",
        "ghu_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "xoxa-",
        "xoxs-",
        "xapp-",
        "sk_live_",
        "rk_live_",
        "tocsin_",
        "eyJ"
    };
    private static final int MOST_BETWEEN = 8;

    /** Of a name with escapes, six characters for one. */
    private static final int MOST_ESCAPED = 200;

    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");
    private static final int SHORTEST_KEY = 16;
    private static final int SHORTEST_TOKEN = 12;
    private static final String PEM = "-----BEGIN ";
    private static final String PEM_END = "-----END ";

    @Override
    public void find(String text, Spans found) {
        int at = 0;
        while (at < text.length()) {
            int end = switch (text.charAt(at)) {
                case '=', ':' -> behindName(text, at, found);
                case 'A', 'g', 'x', 's', 'r', 't', 'e' -> knownKey(text, at, found);
                case 'B', 'b' -> behindScheme(text, at, found);
                case '-' -> privateKey(text, at, found);
                default -> at;
            };
            at = Math.max(at + 1, end);
        }
    }

    /** {@code name=value}, {@code "name": "value"}, {@code ://user:password@}; returns where to go on. */
    private static int behindName(String text, int pivot, Spans found) {
        if (text.startsWith("://", pivot)) {
            return inAddress(text, pivot + 3, found);
        }
        int nameEnd = pivot;
        while (nameEnd > 0 && isBetween(text.charAt(nameEnd - 1)) && pivot - nameEnd < MOST_BETWEEN) {
            nameEnd--;
        }
        int nameStart = nameEnd;
        while (nameStart > 0 && SecretNames.isOfName(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        if (!SecretNames.isOne(text, nameStart, nameEnd) && !isEscapedName(text, nameStart, nameEnd)) {
            return pivot;
        }
        int from = skip(text, pivot + 1, " \t=>");
        if (isNested(text, from)) {
            return found(from + 1, endOfNested(1, text, from + 1, escapesBefore(text, pivot), true), pivot, found);
        }
        int lists = 0;
        while (from < text.length() && "[ \t".indexOf(text.charAt(from)) >= 0 && !isRedacted(text, from)) {
            lists += text.charAt(from) == '[' ? 1 : 0;
            from++;
        }
        if (from == text.length() || text.charAt(from) == '{' || isRedacted(text, from)) {
            return pivot;
        }
        int escapes = skip(text, from, "\\") - from;
        if (isQuote(text, from + escapes)) {
            char quote = text.charAt(from + escapes);
            from += escapes + 1;
            int end = endOfQuoted(text, from, quote, escapes);
            return found(from, endAmong(lists, text, end, end + escapes + 1, escapes), pivot, found);
        }
        int end = endOfValue(text, from);
        if (SecretNames.isPlural(text, nameEnd) && isCount(text, from, end)) {
            return pivot;
        }
        if (end < text.length() && text.charAt(end) == ' ' && isScheme(text, from, end)) {
            from = end + 1;
            end = endOfValue(text, from);
            return found(from, endAmong(lists, text, end, end, 0), pivot, found);
        }
        int stem = SecretNames.isPlural(text, nameEnd) ? nameEnd - 1 : nameEnd;
        boolean hasParts = isWord(text, stem - 13, stem, "authorization") || isWord(text, stem - 6, stem, "cookie");
        return found(from, hasParts ? endOfLine(text, from) : endAmong(lists, text, end, end, 0), pivot, found);
    }

    /** Whether it is the end of a name that is one only when the escapes of JSON in it are read. */
    private static boolean isEscapedName(String text, int from, int to) {
        if (from == 0 || text.charAt(from - 1) != '\\' || to == text.length() || text.charAt(to) != '"') {
            return false;
        }
        int start = from;
        while (start > 0 && to - start < MOST_ESCAPED && text.charAt(start - 1) != '"') {
            start--;
        }
        String name = UNICODE.matcher(text.substring(start, to))
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
        return SecretNames.isOne(name, 0, name.length());
    }

    /**
     * Where a value ends that is the first in so many lists, one in the other: of several all go.
     *
     * @param end of this one
     * @param behind it and its quotes
     * @param escapes before its quotes
     */
    private static int endAmong(int lists, String text, int end, int behind, int escapes) {
        int next = lists == 0 ? text.length() : skip(text, behind, " \t]");
        if (next >= text.length() || text.charAt(next) != ',') {
            return end;
        }
        int last = endOfNested(lists, text, behind, escapes, false);
        return last < next ? end : last;
    }

    /** Whether an object begins there, or a list that has one or has lines: one way to write a text goes through all of it. */
    private static boolean isNested(String text, int from) {
        if (from == text.length() || (text.charAt(from) != '{' && text.charAt(from) != '[')) {
            return false;
        }
        int at = from;
        boolean hasLines = false;
        while (at < text.length() && text.charAt(at) == '[' && !isRedacted(text, at)) {
            int next = skipBlank(text, at + 1);
            hasLines |= next > skip(text, at + 1, " \t");
            at = next;
        }
        if (at < text.length() && text.charAt(at) == '{') {
            return isObject(text, skipBlank(text, at + 1));
        }
        return hasLines && isQuote(text, skip(text, at, "\\"));
    }

    /** Behind a brace: a name, in quotes or with a sign behind it. */
    private static boolean isObject(String text, int from) {
        int at = from;
        while (at < text.length() && (SecretNames.isOfName(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at == from) {
            return isQuote(text, skip(text, from, "\\"));
        }
        int sign = skip(text, at, " \t");
        return sign < text.length() && (text.charAt(sign) == '=' || text.charAt(sign) == ':');
    }

    /** Over what is between the parts of JSON, also where its ends of lines are escaped. */
    private static int skipBlank(String text, int from) {
        int at = from;
        while (true) {
            at = skip(text, at, " \t\r\n");
            int behind = skip(text, at, "\\");
            if (behind == at || behind == text.length() || "nrt".indexOf(text.charAt(behind)) < 0) {
                return at;
            }
            at = behind + 1;
        }
    }

    private static boolean isRedacted(String text, int at) {
        return text.startsWith("[redacted", at);
    }

    /** How many are before the quote of the name before the sign. */
    private static int escapesBefore(String text, int pivot) {
        int quote = pivot - 1;
        while (quote > 0 && (text.charAt(quote) == ' ' || text.charAt(quote) == '\t')) {
            quote--;
        }
        int from = quote;
        while (isQuote(text, quote) && from > 0 && text.charAt(from - 1) == '\\') {
            from--;
        }
        return quote - from;
    }

    /** Behind a name of several they are so many, or there are some. */
    private static boolean isCount(String text, int from, int end) {
        if (isWord(text, from, end, "true") || isWord(text, from, end, "false") || isWord(text, from, end, "null")) {
            return true;
        }
        int at = from;
        while (at < end && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        return at == end;
    }

    /**
     * Of the outermost of so many lists or objects: its bracket, the end of the text that it is escaped for, or of all; of what is
     * written in one line the end of that.
     */
    private static int endOfNested(int depth, String text, int from, int escapes, boolean hasLines) {
        int open = depth;
        int at = from;
        for (; at < text.length() && (hasLines || text.charAt(at) != '\n'); at++) {
            int run = skip(text, at, "\\") - at;
            at += run;
            char c = at < text.length() ? text.charAt(at) : ' ';
            open += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            if (open == 0 || (c == '"' && run < escapes)) {
                break;
            }
            if (c == '"') {
                at = endOfQuoted(text, at + 1, c, run);
                if (skip(text, at, "\\") - at < run) {
                    break;
                }
                at += run;
            }
        }
        return Math.min(at, text.length());
    }

    private static int found(int from, int end, int pivot, Spans found) {
        if (end <= from) {
            return pivot;
        }
        found.add(from, end);
        return end;
    }

    private static int skip(String text, int from, String some) {
        int at = from;
        while (at < text.length() && some.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** Between a name and the sign behind it. */
    private static boolean isBetween(char c) {
        return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '\\';
    }

    private static boolean isQuote(String text, int at) {
        return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    }

    /**
     * Of a text in JSON, also of JSON that is a text itself, once or more: it ends with as many escapes before the quote as it
     * began with, and what is a quote in it has more of them. A line ends it too, but for escaped JSON, that has none.
     */
    private static int endOfQuoted(String text, int from, char quote, int escapes) {
        int run = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote && (run < escapes || run % (2 * (escapes + 1)) == escapes)) {
                return at - Math.min(run, escapes);
            }
            if (c == '\n' && escapes == 0) {
                return at;
            }
            run = c == '\\' ? run + 1 : 0;
        }
        return text.length();
    }

    private static int endOfValue(String text, int from) {
        int at = from;
        while (at < text.length() && !isDelimiter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static boolean isDelimiter(char c) {
        return c <= ' ' || c == ',' || c == ';' || c == '&' || c == '"' || c == '\'' || c == ')' || c == ']' || c == '}'
                || c == '<';
    }

    /** Behind these is one word. What is behind others is not known, so it all goes. */
    private static boolean isScheme(String text, int from, int to) {
        return isWord(text, from, to, "bearer") || isWord(text, from, to, "basic") || isWord(text, from, to, "apikey");
    }

    private static boolean isWord(String text, int from, int to, String word) {
        return from >= 0 && to - from == word.length() && text.regionMatches(true, from, word, 0, word.length());
    }

    /** The password of {@code user:password@host}. */
    private static int inAddress(String text, int from, Spans found) {
        int colon = -1;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '@' && colon > 0 && at > colon + 1) {
                found.add(colon + 1, at);
                return at;
            }
            if (c == ':' && colon < 0) {
                colon = at;
            } else if (c <= ' ' || c == '/' || c == '?' || c == '#' || c == '@') {
                break;
            }
        }
        return from;
    }

    /** {@code Bearer …} and {@code Basic …} wherever they stand. */
    private static int behindScheme(String text, int at, Spans found) {
        int from = text.regionMatches(true, at, "bearer ", 0, 7)
                ? at + 7
                : text.regionMatches(true, at, "basic ", 0, 6) ? at + 6 : -1;
        if (from < 0 || (at > 0 && SecretNames.isOfName(text.charAt(at - 1)))) {
            return at;
        }
        int end = endOfKey(text, from, "._~+/=-");
        boolean hasDigit = text.substring(from, end).chars().anyMatch(c -> c >= '0' && c <= '9');
        if (end - from < SHORTEST_TOKEN || !hasDigit) {
            return at;
        }
        found.add(from, end);
        return end;
    }

    private static int knownKey(String text, int at, Spans found) {
        if (at > 0 && SecretNames.isOfName(text.charAt(at - 1))) {
            return at;
        }
        for (String key : KEYS) {
            if (text.startsWith(key, at)) {
                int end = endOfKey(text, at, key.equals("eyJ") ? "_-." : "_-");
                if (end - at >= SHORTEST_KEY
                        && (!key.equals("eyJ") || text.substring(at, end).indexOf('.') > 0)) {
                    found.add(at, end);
                    return end;
                }
            }
        }
        return at;
    }

    private static int endOfKey(String text, int from, String more) {
        int at = from;
        while (at < text.length() && (SecretNames.isOfName(text.charAt(at)) || more.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private static int privateKey(String text, int at, Spans found) {
        if (!text.startsWith(PEM, at)) {
            return at;
        }
        int headEnd = text.indexOf("-----", at + PEM.length());
        if (headEnd < 0 || !text.substring(at, headEnd).endsWith("PRIVATE KEY")) {
            return at;
        }
        int from = headEnd + 5;
        int end = text.indexOf(PEM_END, from);
        found.add(from, end < 0 ? text.length() : end);
        return end < 0 ? text.length() : end;
    }
}

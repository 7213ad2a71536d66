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
        if (text.startsWith("[redacted", from)) {
            return pivot;
        }
        boolean isInList = from < text.length() && text.charAt(from) == '[';
        from = skip(text, from, "[ \t");
        if (from == text.length() || text.charAt(from) == '{') {
            return pivot;
        }
        boolean isEscaped = text.charAt(from) == '\\' && from + 1 < text.length();
        char first = text.charAt(isEscaped ? from + 1 : from);
        if (first == '"' || first == '\'') {
            from += isEscaped ? 2 : 1;
            // JSON within a text of JSON ends with what it began with.
            int end = isEscaped ? endOfEscaped(text, from, first) : endOfQuoted(text, from, first);
            int more = isInList && !isEscaped ? skip(text, end + 1, " \t") : end;
            // The first of several: they all go.
            return found(from, isComma(text, more) ? endOfList(text, end + 1) : end, pivot, found);
        }
        int end = endOfValue(text, from);
        if (end < text.length() && text.charAt(end) == ' ' && isScheme(text, from, end)) {
            return found(end + 1, endOfValue(text, end + 1), pivot, found);
        }
        boolean hasParts =
                isWord(text, nameEnd - 13, nameEnd, "authorization") || isWord(text, nameEnd - 6, nameEnd, "cookie");
        int last = isInList && isComma(text, end) ? endOfList(text, end) : end;
        return found(from, hasParts ? endOfLine(text, from) : last, pivot, found);
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

    private static boolean isComma(String text, int at) {
        return at < text.length() && text.charAt(at) == ',';
    }

    /** Of a list in JSON, behind a text in it: its bracket, or the end of the line. */
    private static int endOfList(String text, int from) {
        int at = from;
        for (int open = 1; at < text.length() && text.charAt(at) != '\n'; at++) {
            char c = text.charAt(at);
            open += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (open == 0) {
                break;
            }
            if (c == '"') {
                at = endOfQuoted(text, at + 1, c);
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

    private static int endOfQuoted(String text, int from, char quote) {
        int at = from;
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private static int endOfEscaped(String text, int from, char quote) {
        int end = text.indexOf("\\" + quote, from);
        return end < 0 ? text.length() : end;
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

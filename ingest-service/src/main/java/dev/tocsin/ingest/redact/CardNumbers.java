package dev.tocsin.ingest.redact;

/**
 * 13 to 19 digits that begin as card numbers do (ISO/IEC 7812: 2 to 6), have their checksum (Luhn) and stand alone; single
 * blanks or hyphens may be between them. One in ten numbers of that form has the checksum by chance.
 */
final class CardNumbers implements Finder {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    @Override
    public void find(String text, Spans found) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                at++;
                continue;
            }
            int end = endOfDigits(text, at);
            if (c >= '2' && c <= '6' && standsAlone(text, at, end) && isCard(text, at, end)) {
                found.add(at, end);
            }
            at = end;
        }
    }

    /** Behind the last digit of groups that single separators join. */
    private static int endOfDigits(String text, int start) {
        int end = start;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= '0' && c <= '9') {
                end = at + 1;
            } else if ((c != ' ' && c != '-') || end < at) {
                break;
            }
        }
        return end;
    }

    /** Not within a word, such as an id in hexadecimal digits, nor a fraction. */
    private static boolean standsAlone(String text, int from, int to) {
        return (from == 0 || !isOfWord(text.charAt(from - 1))) && (to == text.length() || !isOfWord(text.charAt(to)));
    }

    private static boolean isOfWord(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isCard(String text, int from, int to) {
        int digits = 0;
        int sum = 0;
        for (int at = to - 1; at >= from; at--) {
            char c = text.charAt(at);
            if (c == ' ' || c == '-') {
                continue;
            }
            int digit = c - '0';
            if (digits % 2 == 1) {
                digit = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
            }
            sum += digit;
            digits++;
        }
        return digits >= SHORTEST && digits <= LONGEST && sum % 10 == 0;
    }
}

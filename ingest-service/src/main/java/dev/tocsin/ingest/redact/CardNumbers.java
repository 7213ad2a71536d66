package dev.tocsin.ingest.redact;

/**
 * 13 to 19 digits that begin as card numbers do (ISO/IEC 7812: 2 to 6), have their checksum (Luhn) and stand alone; single
 * blanks or hyphens may be between them, and other numbers beside them. One in ten numbers of that form has the checksum by chance.
 */
final class CardNumbers implements Finder {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    @Override
    public void find(String text, Spans found) {
        int at = 0;
        while (at < text.length()) {
            if (isDigit(text.charAt(at)) && standsAloneBefore(text, at)) {
                int end = endOfCard(text, at);
                if (end > 0) {
                    found.add(at, end);
                    at = end;
                    continue;
                }
            }
            at++;
        }
    }

    /** Behind the last digit of a card that begins here: other numbers may follow it; -1 if none begins here. */
    private static int endOfCard(String text, int start) {
        if (text.charAt(start) < '2' || text.charAt(start) > '6') {
            return -1;
        }
        int digits = 0;
        int best = -1;
        for (int at = start; at < text.length() && digits <= LONGEST; at++) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                digits++;
                boolean isEnd = at + 1 == text.length() || !isOfWord(text.charAt(at + 1));
                if (isEnd && digits >= SHORTEST && digits <= LONGEST && hasChecksum(text, start, at + 1)) {
                    best = at + 1;
                }
            } else if ((c != ' ' && c != '-') || !isDigit(text.charAt(at - 1))) {
                break;
            }
        }
        return best;
    }

    /** Not within a word, such as an id in hexadecimal digits, nor behind the point of a fraction. */
    private static boolean standsAloneBefore(String text, int at) {
        if (at == 0) {
            return true;
        }
        char before = text.charAt(at - 1);
        return !isOfWord(before) && !(before == '.' && at > 1 && isDigit(text.charAt(at - 2)));
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean hasChecksum(String text, int from, int to) {
        int digits = 0;
        int sum = 0;
        for (int at = to - 1; at >= from; at--) {
            if (isDigit(text.charAt(at))) {
                int digit = text.charAt(at) - '0';
                if (digits % 2 == 1) {
                    digit = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
                }
                sum += digit;
                digits++;
            }
        }
        return sum % 10 == 0;
    }
}

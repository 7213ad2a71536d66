package dev.tocsin.ingest.redact;

/** {@code name@host.tld}, as people have them: not all that RFC 5321 allows. */
final class EmailAddresses implements Finder {
    private static final int LONGEST_NAME = 64;

    @Override
    public void find(String text, Spans found) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at;
            while (from > 0 && at - from < LONGEST_NAME && isOfName(text.charAt(from - 1))) {
                from--;
            }
            int to = endOfHost(text, at + 1);
            if (from < at && to > 0) {
                found.add(from, to);
            }
        }
    }

    private static boolean isOfName(char c) {
        return isAlphanumeric(c) || "._%+-'".indexOf(c) >= 0 || (c >= 0x80 && Character.isLetter(c));
    }

    /** Behind the last label, which has letters only; -1 if there is no host with a dot. */
    private static int endOfHost(String text, int start) {
        int end = -1;
        int at = start;
        while (true) {
            int label = at;
            boolean letters = true;
            while (at < text.length() && (isAlphanumeric(text.charAt(at)) || text.charAt(at) == '-')) {
                letters &= Character.isLetter(text.charAt(at));
                at++;
            }
            if (at == label) {
                return end;
            }
            if (label > start && letters && at - label >= 2) {
                end = at;
            }
            if (at == text.length() || text.charAt(at) != '.') {
                return end;
            }
            at++;
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}

package dev.tocsin.query.link;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding as JavaScript's {@code encodeURIComponent} does it: letters, digits and {@code -_.!~*'()} stay. */
final class UrlText {
    private static final String STAYS = "-_.!~*'()";
    private static final String CUT_BY_MESSENGERS = "!*'()";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UrlText() {}

    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() * 2);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean stays = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (stays || STAYS.indexOf(c) >= 0) {
                out.append(c);
            } else {
                escape(c, out);
            }
        }
        return out.toString();
    }

    /** Escapes also what chats and mail readers take as the end of a link or as formatting. */
    static String forMessages(String url) {
        StringBuilder out = new StringBuilder(url.length());
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (CUT_BY_MESSENGERS.indexOf(c) >= 0) {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void escape(int octet, StringBuilder out) {
        HEX.toHexDigits(out.append('%'), (byte) octet);
    }
}

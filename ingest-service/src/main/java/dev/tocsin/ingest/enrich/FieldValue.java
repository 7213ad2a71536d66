package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList.Kind;
import io.netty.util.NetUtil;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Brings a value into the form that its field's type has in Elasticsearch, or says that it does not fit, so that no
 * document is refused there because of a known field.
 */
final class FieldValue {
    /** A double holds every integer up to here; a larger one, such as an id, is only findable as text. */
    private static final double LAST_EXACT_INTEGER = 9_007_199_254_740_992.0;

    /** A number of so many characters, without an exponent, is the same as a double. */
    static final int EXACT_DIGITS = 15;

    private FieldValue() {}

    /** The value as it is written, null if it does not fit. */
    static @Nullable String fit(FieldType type, Kind kind, String text) {
        return switch (type) {
            case KEYWORD, TEXT -> text;
            case LONG -> kind == Kind.BOOLEAN ? null : integer(kind, text);
            case DOUBLE -> kind == Kind.BOOLEAN ? null : finite(text);
            case BOOLEAN -> text.equals("true") || text.equals("false") ? text : null;
            case DATE -> kind == Kind.BOOLEAN ? null : date(text);
            case IP -> kind == Kind.TEXT && isIp(text) ? text : null;
        };
    }

    /** Whether the bytes of a value are what {@link #fit} would make of them; if it is not easily seen, no. */
    static boolean fitsAsSent(FieldType type, Kind kind, byte[] bytes, int from, int to) {
        return switch (type) {
            case KEYWORD, TEXT -> true;
            case LONG -> kind != Kind.BOOLEAN && isPlainInteger(bytes, from, to);
            case DATE ->
                kind != Kind.BOOLEAN
                        && Timestamps.isCanonical(bytes, from, to)
                        && Timestamps.parse(bytes, from, to) != null;
            case DOUBLE, BOOLEAN, IP -> false;
        };
    }

    private static boolean isPlainInteger(byte[] bytes, int from, int to) {
        int length = to - from;
        boolean plain = length > 0 && length <= 18 && (length == 1 || bytes[from] != '0');
        for (int i = from; i < to && plain; i++) {
            plain = bytes[i] >= '0' && bytes[i] <= '9';
        }
        return plain;
    }

    /** Whether a number can be indexed as a double without becoming another number. */
    static boolean isExactDouble(String number) {
        if (number.length() <= EXACT_DIGITS) {
            boolean plain = true;
            for (int i = 0; i < number.length() && plain; i++) {
                char c = number.charAt(i);
                plain = (c >= '0' && c <= '9') || c == '.' || c == '-';
            }
            if (plain) {
                return true;
            }
        }
        double value = Double.parseDouble(number);
        boolean isInteger = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
        return Double.isFinite(value) && !(isInteger && Math.abs(value) >= LAST_EXACT_INTEGER);
    }

    private static @Nullable String integer(Kind kind, String text) {
        int start = text.startsWith("-") ? 1 : 0;
        boolean plain = text.length() > start && text.length() - start <= 18;
        for (int i = start; i < text.length() && plain; i++) {
            plain = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (plain) {
            boolean leadingZero = text.length() > start + 1 && text.charAt(start) == '0';
            return leadingZero ? Long.toString(Long.parseLong(text)) : text;
        }
        if (kind != Kind.NUMBER) {
            return null;
        }
        try {
            return Long.toString(new BigDecimal(text).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String finite(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? Double.toString(value) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String date(String text) {
        Instant instant = Timestamps.parse(text);
        if (instant == null) {
            return null;
        }
        return Timestamps.isCanonical(text) ? text : instant.toString();
    }

    private static boolean isIp(String text) {
        if (text.indexOf(':') >= 0) {
            return text.indexOf('%') < 0 && text.indexOf('[') < 0 && NetUtil.isValidIpV6Address(text);
        }
        return text.length() <= 15 && isIpV4(text);
    }

    /** Without leading zeros, which Elasticsearch refuses: they could mean octal. */
    private static boolean isIpV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0')) {
                return false;
            }
            for (int i = 0; i < part.length(); i++) {
                if (part.charAt(i) < '0' || part.charAt(i) > '9') {
                    return false;
                }
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}

package dev.tocsin.query.link;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeMap;

/**
 * RISON, the notation of Kibana's URLs: JSON without the signs that a URL would escape. Keys are sorted, so that one value
 * has one text. Source: the RISON description by Nanonic, as used by rison-node 2.
 */
public final class Rison {
    private static final String NOT_IN_BARE_WORD = " '!:(),*@$";
    private static final BigDecimal PLAIN_BELOW = new BigDecimal("1e21");
    private static final BigDecimal PLAIN_FROM = new BigDecimal("1e-6");

    private Rison() {}

    public static String encode(JsonValue value) {
        StringBuilder out = new StringBuilder();
        append(value, out);
        return out.toString();
    }

    private static void append(JsonValue value, StringBuilder out) {
        switch (value) {
            case JsonObject object -> object(object, out);
            case JsonArray array -> {
                out.append("!(");
                for (int i = 0; i < array.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    append(array.get(i), out);
                }
                out.append(')');
            }
            case JsonString text -> text(text.getString(), out);
            case JsonNumber number -> out.append(number(number.bigDecimalValue()));
            default -> out.append(value == JsonValue.TRUE ? "!t" : value == JsonValue.FALSE ? "!f" : "!n");
        }
    }

    private static void object(JsonObject object, StringBuilder out) {
        out.append('(');
        String comma = "";
        for (var entry : new TreeMap<>(object).entrySet()) {
            out.append(comma);
            text(entry.getKey(), out);
            out.append(':');
            append(entry.getValue(), out);
            comma = ",";
        }
        out.append(')');
    }

    private static void text(String text, StringBuilder out) {
        if (isBareWord(text)) {
            out.append(text);
            return;
        }
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '!') {
                out.append('!');
            }
            out.append(c);
        }
        out.append('\'');
    }

    private static boolean isBareWord(String text) {
        return !text.isEmpty()
                && "-0123456789".indexOf(text.charAt(0)) < 0
                && text.chars().noneMatch(c -> NOT_IN_BARE_WORD.indexOf(c) >= 0);
    }

    /** As JavaScript writes a number, but with no plus in the exponent. */
    private static String number(BigDecimal given) {
        BigDecimal number = given.stripTrailingZeros();
        BigDecimal size = number.abs();
        if (size.signum() == 0 || size.compareTo(PLAIN_BELOW) < 0 && size.compareTo(PLAIN_FROM) >= 0) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - number.scale();
        return String.join(
                "",
                List.of(
                        number.signum() < 0 ? "-" : "",
                        digits.substring(0, 1),
                        digits.length() > 1 ? "." + digits.substring(1) : "",
                        "e" + exponent));
    }
}

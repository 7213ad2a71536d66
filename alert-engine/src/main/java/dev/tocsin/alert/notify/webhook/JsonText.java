package dev.tocsin.alert.notify.webhook;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.HexFormat;

/** JSON in which a person who looks at it sees all that is there: what hides, reorders or is half a character is escaped. */
final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    static String of(JsonValue value) {
        return visible(value.toString());
    }

    /** What stands between the quotes. */
    static String inner(String text) {
        String quoted = of(Json.createValue(text));
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Such characters stand in strings only, where an escape means the same. */
    private static String visible(String json) {
        StringBuilder shown = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.SURROGATE -> shown.append('\ufffd');
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> {
                    for (char unit : Character.toChars(c)) {
                        shown.append("\\u").append(HEX.toHexDigits(unit));
                    }
                }
                default -> shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}

package dev.tocsin.ingest.index;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a value is to a mapping that does not take it. */
enum ValueKind {
    OBJECT,
    NUMBER,
    BOOLEAN,
    /** A text of letters, without a digit. */
    WORDS,
    /** A text that could be a number, a date or an address. */
    FIGURES,
    /** A text that has digits and is no number: {@code ORD-17}, but also a time with its {@code T}. */
    TEXT,
    NOTHING;

    /** Letters that can stand in a number or in an address. */
    private static final String LETTERS_OF_FIGURES = "abcdefxpABCDEFXP";

    /** Of an array, the kinds of all that is in it. */
    static Set<ValueKind> of(JsonNode value) {
        Set<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
        collect(value, kinds);
        return kinds;
    }

    private static void collect(JsonNode value, Set<ValueKind> kinds) {
        if (value.isArray()) {
            value.forEach(element -> collect(element, kinds));
        } else if (value.isObject()) {
            kinds.add(OBJECT);
        } else if (value.isNumber()) {
            kinds.add(NUMBER);
        } else if (value.isBoolean()) {
            kinds.add(BOOLEAN);
        } else {
            kinds.add(value.isString() ? ofText(value.asString()) : NOTHING);
        }
    }

    private static ValueKind ofText(String text) {
        boolean hasDigit = false;
        boolean hasLetter = false;
        boolean hasOther = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            hasDigit |= Character.isDigit(c);
            hasLetter |= Character.isLetter(c);
            hasOther |= Character.isLetter(c) && LETTERS_OF_FIGURES.indexOf(c) < 0;
        }
        if (text.isBlank()) {
            return NOTHING;
        }
        // An IPv6 address can do without digits.
        if (!hasDigit && hasLetter && text.indexOf(':') < 0) {
            return WORDS;
        }
        return hasDigit && hasOther ? TEXT : FIGURES;
    }

    /** As logs write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

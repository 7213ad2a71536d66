package dev.tocsin.alert.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which group of a rule an alert is about: field to value in the order of {@code groupBy}; empty without
 * {@code groupBy}. A missing value is {@link #NONE}.
 */
public record GroupKey(Map<String, String> values) {
    public static final String NONE = "(none)";
    public static final GroupKey ALL = new GroupKey(Map.of());

    public GroupKey {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** One text per key and one key per text: what the store and ids are built on. Empty for {@link #ALL}. */
    public String canonical() {
        StringBuilder text = new StringBuilder();
        values.forEach((field, value) -> {
            appendEscaped(text, field);
            text.append('=');
            appendEscaped(text, value);
            text.append(';');
        });
        return text.toString();
    }

    private static void appendEscaped(StringBuilder text, String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '=' || c == ';' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
    }
}

package dev.tocsin.ingest.index;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which kinds of values a field of a type refuses whatever they are. Of others, such as texts for a date, some fit: that
 * one did not says nothing about the next. Pure.
 */
final class MappedType {
    /** A mapping that takes no field but those it has. */
    static final String STRICT = "strict";

    private static final Set<ValueKind> TEXTS = EnumSet.of(ValueKind.WORDS, ValueKind.FIGURES, ValueKind.TEXT);
    private static final Set<ValueKind> SCALARS = and(TEXTS, ValueKind.NUMBER, ValueKind.BOOLEAN);
    private static final Set<ValueKind> OF_NUMBERS =
            EnumSet.of(ValueKind.OBJECT, ValueKind.BOOLEAN, ValueKind.WORDS, ValueKind.TEXT);
    private static final Set<ValueKind> OF_DATES = EnumSet.of(ValueKind.OBJECT, ValueKind.BOOLEAN, ValueKind.WORDS);
    private static final Set<ValueKind> OF_TEXTS = EnumSet.of(ValueKind.OBJECT);

    private static final Map<String, Set<ValueKind>> NEVER_TAKEN = Map.ofEntries(
            Map.entry("long", OF_NUMBERS),
            Map.entry("integer", OF_NUMBERS),
            Map.entry("short", OF_NUMBERS),
            Map.entry("byte", OF_NUMBERS),
            Map.entry("unsigned_long", OF_NUMBERS),
            Map.entry("double", OF_NUMBERS),
            Map.entry("float", OF_NUMBERS),
            Map.entry("half_float", OF_NUMBERS),
            Map.entry("scaled_float", OF_NUMBERS),
            Map.entry("date", OF_DATES),
            Map.entry("date_nanos", OF_DATES),
            Map.entry("ip", and(OF_DATES, ValueKind.NUMBER)),
            // Words are true and false, too.
            Map.entry("boolean", EnumSet.of(ValueKind.OBJECT, ValueKind.NUMBER, ValueKind.FIGURES, ValueKind.TEXT)),
            Map.entry("keyword", OF_TEXTS),
            Map.entry("text", OF_TEXTS),
            Map.entry("match_only_text", OF_TEXTS),
            Map.entry("wildcard", OF_TEXTS),
            Map.entry("object", SCALARS),
            Map.entry("flattened", SCALARS),
            Map.entry(STRICT, EnumSet.allOf(ValueKind.class)));

    private MappedType() {}

    static boolean neverTakes(String type, ValueKind kind) {
        return NEVER_TAKEN.getOrDefault(type, Set.of()).contains(kind);
    }

    /** Whether that is so of the value, or of something in it if it is an array. */
    static boolean neverTakes(String type, JsonNode value) {
        return ValueKind.of(value).stream().anyMatch(kind -> neverTakes(type, kind));
    }

    private static Set<ValueKind> and(Set<ValueKind> some, ValueKind... more) {
        Set<ValueKind> all = EnumSet.copyOf(some);
        all.addAll(Set.of(more));
        return all;
    }
}

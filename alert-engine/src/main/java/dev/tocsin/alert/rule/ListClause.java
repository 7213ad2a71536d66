package dev.tocsin.alert.rule;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Locale;

/**
 * What a rule's query says of a field and a list beside its text.
 *
 * @param kind what the list is for
 */
record ListClause(String field, Kind kind, ValueList list) {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Which events match. */
    enum Kind {
        /** Those whose field has one of the values. */
        IN,
        /** Those whose field has none of the values, also those without the field. */
        NOT_IN,
        /** The same, without those that do not have the field. */
        NOT_IN_IF_THERE
    }

    JsonObject toElasticsearch() {
        JsonObject listed = list.clause(field);
        return switch (kind) {
            case IN -> listed;
            case NOT_IN -> bool(JSON.createObjectBuilder().add("must_not", array(listed)));
            case NOT_IN_IF_THERE ->
                bool(JSON.createObjectBuilder().add("filter", array(exists())).add("must_not", array(listed)));
        };
    }

    private JsonObject exists() {
        return JSON.createObjectBuilder()
                .add("exists", JSON.createObjectBuilder().add("field", field))
                .build();
    }

    private static JsonObject bool(JsonObjectBuilder clauses) {
        return JSON.createObjectBuilder().add("bool", clauses).build();
    }

    private static JsonValue array(JsonObject one) {
        return JSON.createArrayBuilder().add(one).build();
    }

    /**
     * A filter pill for Discover. A list that does not fit into a link is a pill that is switched off and says so: what is
     * shown is then more than what was counted, and that has to be seen.
     */
    JsonObject pill(boolean fits) {
        JsonObjectBuilder meta = JSON.createObjectBuilder()
                .add("alias", inWords() + (fits ? "" : ": too long for a link, NOT applied here"))
                .add("disabled", !fits)
                .add("negate", false)
                .add("type", "custom");
        JsonObject everything = JSON.createObjectBuilder()
                .add("match_all", JsonValue.EMPTY_JSON_OBJECT)
                .build();
        return JSON.createObjectBuilder()
                .add("meta", meta)
                .add("query", fits ? toElasticsearch() : everything)
                .build();
    }

    /** Such as {@code source.ip in bad-addresses (1,204 values)}. */
    String inWords() {
        String name = list.name();
        List<String> values = list.values();
        String what = name != null
                ? name + " (" + count(values.size()) + ")"
                : values.size() > 5 ? count(values.size()) : String.join(", ", values);
        return field
                + switch (kind) {
                    case IN -> " in ";
                    case NOT_IN -> " not in ";
                    case NOT_IN_IF_THERE -> " there and not in ";
                }
                + what;
    }

    private static String count(int values) {
        return String.format(Locale.ROOT, "%,d", values) + (values == 1 ? " value" : " values");
    }
}

package dev.tocsin.alert.rule;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values that a query compares a field with: each once and in order, so that a list that is only sorted anew, or has a value
 * twice, is the same. Immutable; its JSON is built once, for there may be many values and many windows.
 */
final class ValueList {
    /** Elasticsearch's own limit of a terms query. */
    static final int MOST = 65_536;

    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private final @Nullable String name;
    private final List<String> values;
    private final List<JsonArray> terms;
    private final int characters;
    private final int hash;

    private ValueList(@Nullable String name, Collection<String> values) {
        this.name = name;
        this.values = List.copyOf(new TreeSet<>(values));
        this.terms = termsOf(this.values);
        this.characters =
                this.values.stream().mapToInt(value -> value.length() + 3).sum();
        this.hash = Objects.hash(name, this.values);
    }

    /** Of the rule itself. */
    static ValueList written(Collection<String> values) {
        return new ValueList(null, values);
    }

    /** Of a file. */
    static ValueList named(String name, Collection<String> values) {
        return new ValueList(name, values);
    }

    /** Null if it stands in the rule. */
    @Nullable
    String name() {
        return name;
    }

    List<String> values() {
        return values;
    }

    /** How much it adds to a request. */
    int characters() {
        return characters;
    }

    /** A clause that events match whose field has one of the values. */
    JsonObject clause(String field) {
        List<JsonObject> clauses =
                terms.stream().map(some -> terms(field, some)).toList();
        if (clauses.size() == 1) {
            return clauses.getFirst();
        }
        return JSON.createObjectBuilder()
                .add(
                        "bool",
                        JSON.createObjectBuilder()
                                .add("should", JSON.createArrayBuilder(clauses))
                                .add("minimum_should_match", 1))
                .build();
    }

    private static JsonObject terms(String field, JsonArray values) {
        return JSON.createObjectBuilder()
                .add("terms", JSON.createObjectBuilder().add(field, values))
                .build();
    }

    /**
     * Networks (10.0.0.0/8) by themselves: one among the values of an ip field makes Elasticsearch ask for each value by a
     * clause of its own, of which there may not be so many.
     */
    private static List<JsonArray> termsOf(List<String> values) {
        JsonArrayBuilder plain = JSON.createArrayBuilder();
        JsonArrayBuilder networks = JSON.createArrayBuilder();
        values.forEach(value -> (value.contains("/") ? networks : plain).add(value));
        List<JsonArray> both = List.of(plain.build(), networks.build());
        return both.stream().filter(some -> !some.isEmpty()).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ValueList list
                        && list.hash == hash
                        && Objects.equals(list.name, name)
                        && list.values.equals(values));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name == null ? "ValueList" + values : "ValueList " + name + " (" + values.size() + ")";
    }
}

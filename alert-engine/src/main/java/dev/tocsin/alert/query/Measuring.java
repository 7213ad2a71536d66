package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Measure;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.Window;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a condition measures beside the number of events: as aggregations, which are the same for a whole window and for a
 * bucket of groups, and read from the answer; pure.
 */
final class Measuring {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String MEASURED = "measured";
    private static final String NOW = "now";
    private static final String BEFORE = "before";

    /**
     * Up to so many different values are counted all but exactly: the most that Elasticsearch takes. Not in groups: there it
     * would take a quarter of a MB of its heap for each, and up to 3,000 is its own.
     */
    private static final int EXACT_CARDINALITY = 40_000;

    private Measuring() {}

    /** The spans of time that the search is over. */
    static List<Window> spans(Rule rule, Window window) {
        return rule.condition() instanceof Condition.Change change
                ? List.of(change.comparison().before(window), window)
                : List.of(window);
    }

    /** What says how many events there are in the window, of groups whose search is over more. */
    static void addTotalTo(JsonObjectBuilder aggregations, Rule rule, Window window) {
        if (rule.condition() instanceof Condition.Change) {
            aggregations.add(NOW, part(rule, window, null));
        }
    }

    /** Adds nothing for a condition that only counts. */
    static void addTo(JsonObjectBuilder aggregations, Rule rule, Window window, @Nullable JsonObject part) {
        switch (rule.condition()) {
            case Condition.Metric(Measure measure, Levels _) -> aggregations.add(MEASURED, metric(rule, measure));
            case Condition.Ratio _ -> {
                if (part == null) {
                    throw new IllegalStateException("a ratio without its second query");
                }
                aggregations.add(MEASURED, JSON.createObjectBuilder().add("filter", part));
            }
            case Condition.Change change -> {
                aggregations.add(NOW, part(rule, window, change.measure()));
                aggregations.add(BEFORE, part(rule, change.comparison().before(window), change.measure()));
            }
            case Condition.ValueChange _ ->
                aggregations.add(
                        MEASURED,
                        JSON.createObjectBuilder()
                                .add("min", JSON.createObjectBuilder().add("field", rule.timeField())));
            case Condition.Count _, Condition.Absence _, Condition.NewValue _, Condition.Each _ -> {}
        }
    }

    private static JsonObjectBuilder metric(Rule rule, Measure measure) {
        JsonObjectBuilder of = JSON.createObjectBuilder().add("field", measure.field());
        return switch (measure.function()) {
            case PERCENTILE ->
                JSON.createObjectBuilder()
                        .add(
                                "percentiles",
                                of.add("percents", JSON.createArrayBuilder().add(measure.percent()))
                                        .add("keyed", false));
            case CARDINALITY ->
                JSON.createObjectBuilder()
                        .add(
                                "cardinality",
                                rule.groupBy().isEmpty() ? of.add("precision_threshold", EXACT_CARDINALITY) : of);
            case AVG, SUM, MIN, MAX ->
                JSON.createObjectBuilder().add(measure.function().name().toLowerCase(Locale.ROOT), of);
        };
    }

    /** One of the two windows that are compared. */
    private static JsonObjectBuilder part(Rule rule, Window window, @Nullable Measure measure) {
        JsonObjectBuilder part = JSON.createObjectBuilder().add("filter", SearchBody.range(rule, window));
        return measure == null
                ? part
                : part.add("aggs", JSON.createObjectBuilder().add(MEASURED, metric(rule, measure)));
    }

    /**
     * What is in a bucket, or in the whole window.
     *
     * @param aggregations the bucket, or the answer's aggregations
     * @param events that the bucket holds, or the search found
     */
    static Found foundIn(Rule rule, JsonObject aggregations, long events) {
        return switch (rule.condition()) {
            case Condition.Metric(Measure measure, Levels _) ->
                new Found(events, number(measure, aggregations.getJsonObject(MEASURED)));
            case Condition.Ratio(RuleQuery _, long _, Levels _) ->
                new Found(events, (double) countOf(aggregations, MEASURED));
            case Condition.Change change ->
                found(change, aggregations.getJsonObject(NOW)).after(found(change, aggregations.getJsonObject(BEFORE)));
            case Condition.ValueChange _ ->
                new Found(events, number(aggregations.getJsonObject(MEASURED).get("value")));
            case Condition.Count _, Condition.Absence _, Condition.NewValue _, Condition.Each _ -> Found.hits(events);
        };
    }

    private static Found found(Condition.Change change, JsonObject part) {
        Measure measure = change.measure();
        return new Found(
                part.getJsonNumber("doc_count").longValueExact(),
                measure == null ? null : number(measure, part.getJsonObject(MEASURED)));
    }

    /** Matching events in the window, of a search that may be over more. */
    static long totalIn(Rule rule, SearchReply reply) {
        return rule.condition() instanceof Condition.Change ? countOf(reply.aggregations(), NOW) : reply.total();
    }

    /** Of two groups that are called the same, since one of them has no value and the other's is {@code (none)}. */
    static Found both(Rule rule, Found one, Found other) {
        Found first = one.before();
        Found second = other.before();
        Found before = first == null || second == null ? null : both(rule, first, second);
        return new Found(
                Math.addExact(one.hits(), other.hits()),
                both(rule.condition(), one.measured(), other.measured()),
                before,
                null);
    }

    private static @Nullable Double both(Condition condition, @Nullable Double one, @Nullable Double other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return switch (condition) {
            case Condition.Metric(Measure measure, Levels levels)
            when !measure.isZeroWithoutEvents() -> levels.furtherOf(one, other);
            // Which of the two was first.
            case Condition.ValueChange _ -> Math.min(one, other);
            case Condition.Metric _,
                    Condition.Ratio _,
                    Condition.Change _,
                    Condition.Count _,
                    Condition.Absence _,
                    Condition.NewValue _,
                    Condition.Each _ -> one + other;
        };
    }

    private static long countOf(JsonObject aggregations, String name) {
        return aggregations.getJsonObject(name).getJsonNumber("doc_count").longValueExact();
    }

    private static @Nullable Double number(Measure measure, JsonObject measured) {
        return number(
                measure.function() == Measure.Function.PERCENTILE
                        ? measured.getJsonArray("values").getJsonObject(0).get("value")
                        : measured.get("value"));
    }

    private static @Nullable Double number(@Nullable JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        if (value == null || value.getValueType() != JsonValue.ValueType.NULL) {
            throw new ArithmeticException("no number");
        }
        return null;
    }
}

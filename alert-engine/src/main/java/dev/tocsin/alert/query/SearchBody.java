package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.Panes;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bodies of the searches that the engine sends; pure. */
final class SearchBody {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    static final int PAGE = 1_000;
    static final String GROUPS = "groups";
    static final String NEWEST = "newest";
    static final String SAME = "same";
    static final String PANES = "panes";
    private static final String TIME_FORMAT = "strict_date_optional_time_nanos";
    private static final String SERVER_TIMEOUT = "20s";

    private SearchBody() {}

    /** Counts exactly, and measures what the condition asks for; with groups, their first page. */
    static JsonObject count(Rule rule, Window window, Translated translated) {
        JsonObjectBuilder body = counted(rule, window, translated);
        JsonObjectBuilder aggregations = JSON.createObjectBuilder();
        if (rule.groupBy().isEmpty()) {
            Measuring.addTo(aggregations, rule, window, translated.part());
        } else {
            Measuring.addTotalTo(aggregations, rule, window);
            aggregations.add(GROUPS, groups(rule, window, translated.part(), null, PAGE));
        }
        return withAggregations(body, aggregations).build();
    }

    private static JsonObjectBuilder counted(Rule rule, Window window, Translated translated) {
        return head(filter(rule, Measuring.spans(rule, window), translated.query()))
                .add("size", 0)
                .add("track_total_hits", true);
    }

    private static JsonObjectBuilder withAggregations(JsonObjectBuilder body, JsonObjectBuilder aggregations) {
        JsonObject built = aggregations.build();
        return built.isEmpty() ? body : body.add("aggs", built);
    }

    /** One page of groups in a point in time. */
    static JsonObject page(
            Rule rule, Window window, Translated translated, String pit, @Nullable JsonObject after, int size) {
        JsonObjectBuilder aggregations = JSON.createObjectBuilder();
        Measuring.addTotalTo(aggregations, rule, window);
        aggregations.add(GROUPS, groups(rule, window, translated.part(), after, size));
        return inPointInTime(counted(rule, window, translated), pit)
                .add("aggs", aggregations)
                .build();
    }

    /** One page of the groups in a span in a point in time, each with the time of its newest event. */
    static JsonObject newestPage(
            Rule rule, Window span, Translated translated, String pit, @Nullable JsonObject after, int size) {
        JsonObjectBuilder newest = JSON.createObjectBuilder()
                .add(
                        NEWEST,
                        JSON.createObjectBuilder()
                                .add("max", JSON.createObjectBuilder().add("field", rule.timeField())));
        JsonObjectBuilder body = head(filter(rule, List.of(span), translated.query()))
                .add("size", 0)
                .add("track_total_hits", true);
        return inPointInTime(body, pit)
                .add(
                        "aggs",
                        JSON.createObjectBuilder()
                                .add(GROUPS, composite(rule, after, size).add("aggs", newest)))
                .build();
    }

    private static JsonObjectBuilder inPointInTime(JsonObjectBuilder body, String pit) {
        return body.add("pit", JSON.createObjectBuilder().add("id", pit).add("keep_alive", GroupPages.KEEP_ALIVE));
    }

    /** Whether the streams have any event in the window, whatever the query. */
    static JsonObject presence(Rule rule, Window window) {
        return head(filter(rule, List.of(window), null))
                .add("size", 0)
                .add("track_total_hits", 1)
                .build();
    }

    /**
     * How many events each pane has that has any.
     *
     * @param query empty for all events of the streams
     */
    static JsonObject panes(Rule rule, Panes panes, Optional<JsonObject> query) {
        JsonObjectBuilder histogram = JSON.createObjectBuilder()
                .add("field", rule.timeField())
                .add("fixed_interval", panes.length().toMillis() + "ms")
                .add("offset", panes.offset().toMillis() + "ms")
                .add("min_doc_count", 1);
        return head(filter(rule, List.of(panes.span()), query.orElse(null)))
                .add("size", 0)
                .add("track_total_hits", false)
                .add(
                        "aggs",
                        JSON.createObjectBuilder()
                                .add(PANES, JSON.createObjectBuilder().add("date_histogram", histogram)))
                .build();
    }

    /** What finds the events behind the number of one group; of a ratio those of the part. */
    static JsonArrayBuilder behind(Rule rule, List<Window> spans, Translated translated, GroupKey group) {
        JsonArrayBuilder filter = filter(rule, spans, translated.query(), group);
        if (translated.part() != null) {
            filter.add(translated.part());
        }
        return filter;
    }

    /** The newest events of one group. */
    static JsonObject newest(Rule rule, Window window, Translated translated, GroupKey group, int size) {
        return newest(rule, window, translated, group, size, List.of("message", "service.name", "log.level"));
    }

    /** The same with other fields. */
    static JsonObject newest(
            Rule rule, Window window, Translated translated, GroupKey group, int size, List<String> fields) {
        return head(behind(rule, List.of(window), translated, group))
                .add("size", size)
                .add("track_total_hits", false)
                .add("_source", false)
                .add(
                        "sort",
                        JSON.createArrayBuilder()
                                .add(JSON.createObjectBuilder()
                                        .add(
                                                rule.timeField(),
                                                JSON.createObjectBuilder()
                                                        .add("order", "desc")
                                                        .add("format", TIME_FORMAT))))
                .add("fields", JSON.createArrayBuilder(fields))
                .build();
    }

    /** Whether there was any event of the group in a span. */
    static JsonObject presenceOf(Rule rule, Window span, JsonObject query, GroupKey group) {
        return head(filter(rule, List.of(span), query, group))
                .add("size", 0)
                .add("track_total_hits", 1)
                .build();
    }

    /** The newest event of the group in a span that has a value of the field, and whether it is this one. */
    static JsonObject latest(Rule rule, Window span, JsonObject query, GroupKey group, String field, String value) {
        JsonArrayBuilder filter = filter(rule, List.of(span), query, group).add(exists(field));
        JsonObject is = named(groupClause(field, value));
        return JSON.createObjectBuilder()
                .add("timeout", SERVER_TIMEOUT)
                .add(
                        "query",
                        JSON.createObjectBuilder()
                                .add(
                                        "bool",
                                        JSON.createObjectBuilder()
                                                .add("filter", filter)
                                                .add(
                                                        "should",
                                                        JSON.createArrayBuilder()
                                                                .add(is))
                                                .add("minimum_should_match", 0)))
                .add("size", 1)
                .add("track_total_hits", false)
                .add("_source", false)
                .add(
                        "sort",
                        JSON.createArrayBuilder()
                                .add(JSON.createObjectBuilder()
                                        .add(
                                                rule.timeField(),
                                                JSON.createObjectBuilder().add("order", "desc"))))
                .add("fields", JSON.createArrayBuilder().add(field))
                .build();
    }

    private static JsonObject named(JsonObject clause) {
        return JSON.createObjectBuilder()
                .add("bool", JSON.createObjectBuilder().add("filter", clause).add("_name", SAME))
                .build();
    }

    private static JsonArrayBuilder filter(Rule rule, List<Window> spans, JsonObject query, GroupKey group) {
        JsonArrayBuilder filter = filter(rule, spans, query);
        group.values().forEach((field, value) -> filter.add(groupClause(field, value)));
        return filter;
    }

    private static JsonObject exists(String field) {
        return JSON.createObjectBuilder()
                .add("exists", JSON.createObjectBuilder().add("field", field))
                .build();
    }

    static JsonObjectBuilder head(JsonArrayBuilder filter) {
        return JSON.createObjectBuilder()
                .add("timeout", SERVER_TIMEOUT)
                .add(
                        "query",
                        JSON.createObjectBuilder()
                                .add("bool", JSON.createObjectBuilder().add("filter", filter)));
    }

    /** Events of the window, by the rule's time field. */
    static JsonObjectBuilder range(Rule rule, Window window) {
        return JSON.createObjectBuilder()
                .add(
                        "range",
                        JSON.createObjectBuilder()
                                .add(
                                        rule.timeField(),
                                        JSON.createObjectBuilder()
                                                .add("gte", window.start().toString())
                                                .add("lt", window.end().toString())
                                                .add("format", TIME_FORMAT)));
    }

    private static JsonObjectBuilder anyOf(Rule rule, List<Window> spans) {
        if (spans.size() == 1) {
            return range(rule, spans.getFirst());
        }
        JsonArrayBuilder should = JSON.createArrayBuilder();
        spans.forEach(span -> should.add(range(rule, span)));
        return JSON.createObjectBuilder()
                .add("bool", JSON.createObjectBuilder().add("should", should).add("minimum_should_match", 1));
    }

    private static JsonArrayBuilder filter(Rule rule, List<Window> spans, @Nullable JsonObject translated) {
        JsonArrayBuilder filter = JSON.createArrayBuilder().add(anyOf(rule, spans));
        JsonObject service = rule.query().serviceClause();
        if (service != null) {
            filter.add(service);
        }
        if (translated != null) {
            filter.add(translated);
        }
        return filter;
    }

    private static JsonObject groupClause(String field, String value) {
        if (value.equals(GroupKey.NONE)) {
            return JSON.createObjectBuilder()
                    .add("bool", JSON.createObjectBuilder().add("must_not", exists(field)))
                    .build();
        }
        return GroupValue.beginningOf(value)
                .map(beginning -> JSON.createObjectBuilder()
                        .add("prefix", JSON.createObjectBuilder().add(field, beginning))
                        .build())
                .orElseGet(() -> JSON.createObjectBuilder()
                        .add("term", JSON.createObjectBuilder().add(field, value))
                        .build());
    }

    /** With what is measured in each group. */
    private static JsonObjectBuilder groups(
            Rule rule, Window window, @Nullable JsonObject part, @Nullable JsonObject after, int size) {
        JsonObjectBuilder measured = JSON.createObjectBuilder();
        Measuring.addTo(measured, rule, window, part);
        return withAggregations(composite(rule, after, size), measured);
    }

    private static JsonObjectBuilder composite(Rule rule, @Nullable JsonObject after, int size) {
        JsonArrayBuilder sources = JSON.createArrayBuilder();
        for (int i = 0; i < rule.groupBy().size(); i++) {
            // Without missing_bucket a document that lacks the field would silently not count.
            sources.add(JSON.createObjectBuilder()
                    .add(
                            source(i),
                            JSON.createObjectBuilder()
                                    .add(
                                            "terms",
                                            JSON.createObjectBuilder()
                                                    .add("field", rule.groupBy().get(i))
                                                    .add("missing_bucket", true))));
        }
        JsonObjectBuilder composite =
                JSON.createObjectBuilder().add("size", size).add("sources", sources);
        if (after != null) {
            composite.add("after", after);
        }
        return JSON.createObjectBuilder().add("composite", composite);
    }

    /** The name of a source says nothing but its place, since field names may hold anything. */
    static String source(int place) {
        return "g" + place;
    }
}

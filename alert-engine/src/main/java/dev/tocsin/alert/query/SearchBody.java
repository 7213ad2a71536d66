package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of the searches that the engine sends; pure. */
final class SearchBody {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    static final int PAGE = 1_000;
    static final String GROUPS = "groups";
    static final String NEWEST = "newest";
    private static final String TIME_FORMAT = "strict_date_optional_time_nanos";
    private static final String SERVER_TIMEOUT = "20s";

    private SearchBody() {}

    /** Counts exactly; with groups, their first page. */
    static JsonObject count(Rule rule, Window window, JsonObject translated) {
        JsonObjectBuilder body =
                head(filter(rule, window, translated)).add("size", 0).add("track_total_hits", true);
        if (!rule.groupBy().isEmpty()) {
            body.add("aggs", groups(rule, null, PAGE, false));
        }
        return body.build();
    }

    /** One page of groups in a point in time. */
    static JsonObject page(
            Rule rule,
            Window window,
            JsonObject translated,
            String pit,
            @Nullable JsonObject after,
            int size,
            boolean withNewest) {
        return head(filter(rule, window, translated))
                .add("size", 0)
                .add("track_total_hits", true)
                .add("pit", JSON.createObjectBuilder().add("id", pit).add("keep_alive", GroupPages.KEEP_ALIVE))
                .add("aggs", groups(rule, after, size, withNewest))
                .build();
    }

    /** Whether the streams have any event in the window, whatever the query. */
    static JsonObject presence(Rule rule, Window window) {
        return head(filter(rule, window, null))
                .add("size", 0)
                .add("track_total_hits", 1)
                .build();
    }

    /** The newest events of one group. */
    static JsonObject newest(Rule rule, Window window, JsonObject translated, GroupKey group, int size) {
        JsonArrayBuilder filter = filter(rule, window, translated);
        group.values().forEach((field, value) -> filter.add(groupClause(field, value)));
        return head(filter)
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
                .add("fields", JSON.createArrayBuilder(List.of("message", "service.name", "log.level")))
                .build();
    }

    private static JsonObjectBuilder head(JsonArrayBuilder filter) {
        return JSON.createObjectBuilder()
                .add("timeout", SERVER_TIMEOUT)
                .add(
                        "query",
                        JSON.createObjectBuilder()
                                .add("bool", JSON.createObjectBuilder().add("filter", filter)));
    }

    private static JsonArrayBuilder filter(Rule rule, Window window, @Nullable JsonObject translated) {
        JsonArrayBuilder filter = JSON.createArrayBuilder()
                .add(JSON.createObjectBuilder()
                        .add(
                                "range",
                                JSON.createObjectBuilder()
                                        .add(
                                                rule.timeField(),
                                                JSON.createObjectBuilder()
                                                        .add(
                                                                "gte",
                                                                window.start().toString())
                                                        .add("lt", window.end().toString())
                                                        .add("format", TIME_FORMAT))));
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
                    .add(
                            "bool",
                            JSON.createObjectBuilder()
                                    .add(
                                            "must_not",
                                            JSON.createObjectBuilder()
                                                    .add(
                                                            "exists",
                                                            JSON.createObjectBuilder()
                                                                    .add("field", field))))
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

    private static JsonObjectBuilder groups(Rule rule, @Nullable JsonObject after, int size, boolean withNewest) {
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
        JsonObjectBuilder groups = JSON.createObjectBuilder().add("composite", composite);
        if (withNewest) {
            groups.add(
                    "aggs",
                    JSON.createObjectBuilder()
                            .add(
                                    NEWEST,
                                    JSON.createObjectBuilder()
                                            .add(
                                                    "max",
                                                    JSON.createObjectBuilder().add("field", rule.timeField()))));
        }
        return JSON.createObjectBuilder().add(GROUPS, groups);
    }

    /** The name of a source says nothing but its place, since field names may hold anything. */
    static String source(int place) {
        return "g" + place;
    }
}

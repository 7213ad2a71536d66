package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One search's answer, read strictly: only an answer that is complete and understood is usable.
 *
 * @param problem why it cannot be used; empty if it can
 */
record SearchReply(JsonObject body, Optional<String> problem) {
    static final String NO_ANSWER = "Elasticsearch does not answer";
    static final String NOT_UNDERSTOOD = "Elasticsearch's answer was not understood";
    private static final int LONGEST_REASON = 300;

    static SearchReply of(JsonObject body) {
        try {
            return new SearchReply(body, problemOf(body));
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            return new SearchReply(body, Optional.of(NOT_UNDERSTOOD));
        }
    }

    static SearchReply unusable(String reason) {
        return new SearchReply(JsonValue.EMPTY_JSON_OBJECT, Optional.of(reason));
    }

    private static Optional<String> problemOf(JsonObject body) {
        if (body.containsKey("error")) {
            // By the status it can be told from what is the search's own fault.
            int status = body.getInt("status", 0);
            return Optional.of(
                    WindowAnswer.Undecided.isOutage(status)
                            ? "Elasticsearch answered " + status + ", " + errorIn(body)
                            : errorIn(body));
        }
        JsonObject shards = body.getJsonObject("_shards");
        int total = shards.getJsonNumber("total").intValueExact();
        int failed = shards.getJsonNumber("failed").intValueExact();
        if (total == 0) {
            return Optional.of(
                    "there is no such stream: nothing of it has arrived yet, or it has another name; ./tocsin rules lint says"
                            + " which there are");
        }
        if (failed > 0) {
            return Optional.of(failed + " of " + total + " shards failed");
        }
        if (body.getBoolean("timed_out")) {
            return Optional.of("the search took longer than Elasticsearch was allowed");
        }
        body.getJsonObject("hits").getJsonArray("hits");
        return Optional.empty();
    }

    /** What went wrong in people's words, cut: errors repeat whole queries. */
    static String errorIn(JsonObject body) {
        JsonValue error = body.get("error");
        if (!(error instanceof JsonObject object)) {
            return cut(error instanceof JsonString text ? text.getString() : "unknown error");
        }
        String reason = object.getString("type", "error") + ": " + object.getString("reason", "");
        JsonValue causes = object.get("root_cause");
        if (causes != null
                && causes.getValueType() == JsonValue.ValueType.ARRAY
                && !causes.asJsonArray().isEmpty()
                && causes.asJsonArray().get(0) instanceof JsonObject cause) {
            reason = cause.getString("type", "error") + ": " + cause.getString("reason", "");
        }
        return cut(reason);
    }

    boolean isTooLarge() {
        return problem.filter(CombinedSearch.TOO_LARGE::equals).isPresent();
    }

    private static String cut(String text) {
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    }

    /** Exact number of hits; only for searches that track all of them. */
    long total() {
        JsonObject total = body.getJsonObject("hits").getJsonObject("total");
        if (!"eq".equals(total.getString("relation"))) {
            throw new ArithmeticException("an inexact number of hits");
        }
        return total.getJsonNumber("value").longValueExact();
    }

    /** Whether there is any hit, for searches that stop counting. */
    boolean hasHits() {
        return body.getJsonObject("hits")
                        .getJsonObject("total")
                        .getJsonNumber("value")
                        .longValueExact()
                > 0;
    }

    List<JsonObject> hits() {
        return body.getJsonObject("hits").getJsonArray("hits").getValuesAs(JsonObject.class);
    }

    /** Empty where none was asked for. */
    JsonObject aggregations() {
        return body.containsKey("aggregations") ? body.getJsonObject("aggregations") : JsonValue.EMPTY_JSON_OBJECT;
    }

    List<JsonObject> buckets() {
        return aggregations()
                .getJsonObject(SearchBody.GROUPS)
                .getJsonArray("buckets")
                .getValuesAs(JsonObject.class);
    }

    Optional<JsonObject> afterKey() {
        return Optional.ofNullable(
                aggregations().getJsonObject(SearchBody.GROUPS).getJsonObject("after_key"));
    }

    static GroupKey groupOf(JsonObject bucket, List<String> groupBy) {
        JsonObject key = bucket.getJsonObject("key");
        Map<String, String> values = new LinkedHashMap<>();
        List<String> fields = new ArrayList<>(groupBy);
        for (int i = 0; i < fields.size(); i++) {
            values.put(fields.get(i), text(key.get(SearchBody.source(i))));
        }
        return new GroupKey(values);
    }

    private static String text(@Nullable JsonValue value) {
        return switch (value) {
            case null -> GroupKey.NONE;
            // PostgreSQL takes no NUL in a text.
            case JsonString text -> GroupValue.of(text.getString().replace('\0', '\uFFFD'));
            case JsonNumber number -> number.toString();
            case JsonValue other when other.getValueType() == JsonValue.ValueType.NULL -> GroupKey.NONE;
            case JsonValue other -> GroupValue.of(other.toString());
        };
    }
}

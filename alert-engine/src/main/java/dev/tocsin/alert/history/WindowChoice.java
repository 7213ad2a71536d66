package dev.tocsin.alert.history;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records of windows are meant.
 *
 * @param rule of this one; null for all that people wrote
 * @param from first window end
 * @param to window end after the last one
 * @param answer those with this word; null for all
 * @param calm whether none of the rule's alerts was active after it; null for both. A window that was not decided is neither
 */
public record WindowChoice(
        @Nullable String rule,
        Instant from,
        Instant to,
        @Nullable String answer,
        @Nullable Boolean calm) {
    private static final String ACTIVE = "active";

    /** The same in another span. */
    public WindowChoice within(Instant newFrom, Instant newTo) {
        return new WindowChoice(rule, newFrom, newTo, answer, calm);
    }

    boolean isOf(JsonObject record) {
        boolean isAnswer = answer == null || answer.equals(record.getString("answer", ""));
        boolean isCalm = calm == null || (record.containsKey(ACTIVE) && calm == (record.getInt(ACTIVE) == 0));
        return isAnswer && isCalm;
    }

    /** The same as a search. */
    JsonObject query(String heartbeat) {
        JsonArrayBuilder filter = Json.createArrayBuilder()
                .add(clause(
                        "range",
                        "window.end",
                        Json.createObjectBuilder().add("gte", from.toString()).add("lt", to.toString())));
        if (rule != null) {
            filter.add(term("rule", rule));
        }
        if (answer != null) {
            filter.add(term("answer", answer));
        }
        if (calm != null) {
            filter.add(clause("range", ACTIVE, Json.createObjectBuilder().add(calm ? "lte" : "gt", 0)));
        }
        JsonObjectBuilder bool = Json.createObjectBuilder().add("filter", filter);
        if (rule == null) {
            bool.add("must_not", Json.createArrayBuilder().add(term("rule", heartbeat)));
        }
        return Json.createObjectBuilder().add("bool", bool).build();
    }

    private static JsonObjectBuilder term(String field, String value) {
        return Json.createObjectBuilder().add("term", Json.createObjectBuilder().add(field, value));
    }

    private static JsonObjectBuilder clause(String kind, String field, JsonObjectBuilder limits) {
        return Json.createObjectBuilder().add(kind, Json.createObjectBuilder().add(field, limits));
    }
}

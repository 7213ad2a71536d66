package dev.tocsin.launcher.queries;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads events in the order in which they arrived, each once. An event is stamped when it is sent and found when its
 * index is refreshed, which may be seconds later and in another order: so every look begins a while before the last, and
 * what was shown is remembered by index and id.
 */
final class Tail {
    static final String ARRIVED = "event.ingested";
    private static final int PAGE = 500;
    private static final int MOST_REMEMBERED = 200_000;

    /** A bulk that waits for a slow node, and the refresh of 5 s. */
    private static final Duration OVERLAP = Duration.ofSeconds(20);

    private final Question question;
    private final Set<String> shown = new HashSet<>();
    private final Queue<Shown> order = new ArrayDeque<>();
    private final Instant begin;
    private final int page;
    private Instant newest;

    /** @param begin events that arrived before are not shown */
    Tail(Question question, Instant begin) {
        this(question, begin, PAGE);
    }

    /**
     * With a page of its own.
     *
     * @param page most events in one answer
     */
    Tail(Question question, Instant begin, int page) {
        this.question = question;
        this.page = page;
        this.begin = begin;
        this.newest = begin;
    }

    /** What was shown, and when it had arrived. */
    private record Shown(String key, Instant arrived) {}

    /** Shows what is new; how many that were. */
    int read(Consumer<JsonObject> show) {
        Instant from = newest.minus(OVERLAP).isBefore(begin) ? begin : newest.minus(OVERLAP);
        JsonObject filter = question.filter(question.translated(), ARRIVED, from.toString(), null);
        JsonArray first = hits(question.search(body(filter, JsonValue.EMPTY_JSON_ARRAY)));
        int count = first.size() < page ? showNew(first, show) : readPages(filter, show);
        forget();
        return count;
    }

    /**
     * A whole bulk carries one time of arrival, so pages have to be cut between events of the same moment: only within a
     * view that stands still do these have an order.
     */
    private int readPages(JsonObject filter, Consumer<JsonObject> show) {
        String view = question.openView();
        try {
            int count = 0;
            JsonArray hits = hits(question.searchIn(view, body(filter, JsonValue.EMPTY_JSON_ARRAY)));
            while (!hits.isEmpty()) {
                count += showNew(hits, show);
                JsonArray after = hits.getJsonObject(hits.size() - 1).getJsonArray("sort");
                hits = hits(question.searchIn(view, body(filter, after)));
            }
            return count;
        } finally {
            question.closeView(view);
        }
    }

    private static JsonArray hits(JsonObject answer) {
        return answer.getJsonObject("hits").getJsonArray("hits");
    }

    private int showNew(JsonArray hits, Consumer<JsonObject> show) {
        int count = 0;
        for (JsonValue value : hits) {
            JsonObject hit = value.asJsonObject();
            String key = hit.getString("_index") + " " + hit.getString("_id");
            if (shown.add(key)) {
                Instant arrived = arrived(hit);
                order.add(new Shown(key, arrived));
                newest = arrived.isAfter(newest) ? arrived : newest;
                show.accept(hit);
                count++;
            }
        }
        return count;
    }

    private static Instant arrived(JsonObject hit) {
        return Instant.parse(hit.getJsonArray("sort").getString(0));
    }

    /** What no look will meet again; and the oldest, should there be too many. */
    private void forget() {
        Instant horizon = newest.minus(OVERLAP).minus(OVERLAP);
        while (!order.isEmpty() && (order.peek().arrived().isBefore(horizon) || order.size() > MOST_REMEMBERED)) {
            shown.remove(order.remove().key());
        }
    }

    private JsonObject body(JsonObject filter, JsonArray after) {
        // Within a bulk: in the order in which they happened.
        JsonArrayBuilder sort = Json.createArrayBuilder()
                .add(upwards(ARRIVED, "date", inNanos()))
                .add(upwards("@timestamp", "date_nanos", inNanos()))
                .add(upwards("event.sequence", "long", Json.createObjectBuilder()));
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("size", page)
                .add("track_total_hits", false)
                .add("timeout", "20s")
                .add("_source", false)
                .add("query", filter)
                .add("sort", sort)
                .add(
                        "fields",
                        Json.createArrayBuilder(EventLine.FIELDS).add(inNanos().add("field", "@timestamp")));
        return (after.isEmpty() ? body : body.add("search_after", after)).build();
    }

    private static JsonObjectBuilder upwards(String field, String typeIfUnmapped, JsonObjectBuilder how) {
        return Json.createObjectBuilder().add(field, how.add("order", "asc").add("unmapped_type", typeIfUnmapped));
    }

    private static JsonObjectBuilder inNanos() {
        return Json.createObjectBuilder().add("format", "strict_date_optional_time_nanos");
    }
}

package dev.tocsin.alert.history;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the history knows of a rule: written or still in the queue, newest first: by window, then by revision. */
public final class HistoryReader {
    /** A pause may be as long. */
    private static final Duration LONGEST_GAP = Duration.ofDays(366);

    private static final Map<String, String> UNTIL_THERE =
            Map.of("wait_for_status", "yellow", "timeout", "5s", "expand_wildcards", "open");

    private static final int MOST_UNWRITTEN = 10_000;

    private final HistoryBacklog backlog;
    private final ElasticLink link;

    public HistoryReader(HistoryBacklog backlog, ElasticLink link) {
        this.backlog = backlog;
        this.link = link;
    }

    /**
     * @param kind {@code window}, {@code transition}, {@code notification} or {@code version}
     * @param from first window end
     * @param to window end after the last one
     * @throws IOException if Elasticsearch does not answer or not as expected
     */
    public List<JsonObject> read(String kind, String rule, Instant from, Instant to, int most) throws IOException {
        Map<String, JsonObject> byId = new LinkedHashMap<>();
        for (HistoryEntry entry : backlog.notYetWritten(kind, rule, from, to, most)) {
            byId.putIfAbsent(HistoryIndices.documentId(entry), entry.document());
        }
        search(kind, rule, from, to, most, Optional.empty()).forEach(byId::putIfAbsent);
        List<JsonObject> documents = new ArrayList<>(byId.values());
        documents.sort(Comparator.comparing(HistoryReader::endOf)
                .thenComparingInt(HistoryReader::revisionOf)
                .reversed());
        return documents.subList(0, Math.min(most, documents.size()));
    }

    /** The record of the span that was given up and that this window end lies in; empty if it was not. */
    public Optional<JsonObject> gapOver(String rule, Instant end) throws IOException {
        Instant behind = end.plus(LONGEST_GAP);
        Optional<JsonObject> unwritten = backlog.notYetWritten("window", rule, end, behind, MOST_UNWRITTEN).stream()
                .map(HistoryEntry::document)
                .filter(record -> record.containsKey("gap_after")
                        && Instant.parse(record.getString("gap_after")).isBefore(end))
                .findFirst();
        if (unwritten.isPresent()) {
            return unwritten;
        }
        JsonObject begins = Json.createObjectBuilder()
                .add(
                        "range",
                        Json.createObjectBuilder()
                                .add("gap_after", Json.createObjectBuilder().add("lt", end.toString())))
                .build();
        return search("window", rule, end, behind, 1, Optional.of(begins)).values().stream()
                .findFirst();
    }

    /** @param more that has to hold as well: then the earliest come first */
    private Map<String, JsonObject> search(
            String kind, String rule, Instant from, Instant to, int most, Optional<JsonObject> more)
            throws IOException {
        JsonObjectBuilder range = Json.createObjectBuilder()
                .add(
                        "window.end",
                        Json.createObjectBuilder().add("gte", from.toString()).add("lt", to.toString()));
        JsonArrayBuilder filter = Json.createArrayBuilder()
                .add(term("rule", rule))
                .add(Json.createObjectBuilder().add("range", range));
        more.ifPresent(filter::add);
        JsonObject body = Json.createObjectBuilder()
                .add("size", most)
                .add(
                        "query",
                        Json.createObjectBuilder()
                                .add("bool", Json.createObjectBuilder().add("filter", filter)))
                .add(
                        "sort",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add(
                                                "window.end",
                                                Json.createObjectBuilder()
                                                        .add("order", more.isPresent() ? "asc" : "desc")
                                                        .add("unmapped_type", "date")))
                                .add(Json.createObjectBuilder()
                                        .add(
                                                "window.revision",
                                                Json.createObjectBuilder()
                                                        .add("order", "desc")
                                                        .add("unmapped_type", "long"))))
                .build();
        return find(kind, body);
    }

    /** By document id, in the order of the search. */
    Map<String, JsonObject> find(String kind, JsonObject body) throws IOException {
        String indices = "/" + HistoryIndices.patternOf(kind);
        Map<String, String> lenient = Map.of("ignore_unavailable", "true", "allow_no_indices", "true");
        // A row that has just left the queue is in the index, but a search sees it only after a refresh.
        link.call("POST", indices + "/_refresh", lenient, null);
        ElasticAnswer answer = link.call("POST", indices + "/_search", lenient, body);
        if (!isWhole(answer)) {
            // The index of a new day has no shard that answers in its first moments.
            link.call("GET", "/_cluster/health" + indices, UNTIL_THERE, null);
            answer = link.call("POST", indices + "/_search", lenient, body);
        }
        if (!isWhole(answer)) {
            throw new IOException("Elasticsearch answered " + answer.status() + " for the history, not all of it");
        }
        Map<String, JsonObject> found = new LinkedHashMap<>();
        for (JsonValue hit : answer.json().getJsonObject("hits").getJsonArray("hits")) {
            found.put(hit.asJsonObject().getString("_id"), hit.asJsonObject().getJsonObject("_source"));
        }
        return found;
    }

    private static boolean isWhole(ElasticAnswer answer) throws IOException {
        return answer.isSuccess() && answer.json().getJsonObject("_shards").getInt("failed") == 0;
    }

    private static JsonObjectBuilder term(String field, String value) {
        return Json.createObjectBuilder().add("term", Json.createObjectBuilder().add(field, value));
    }

    private static int revisionOf(JsonObject document) {
        return document.getJsonObject("window").getInt("revision", 0);
    }

    private static Instant endOf(JsonObject document) {
        return Instant.parse(document.getJsonObject("window").getString("end"));
    }
}

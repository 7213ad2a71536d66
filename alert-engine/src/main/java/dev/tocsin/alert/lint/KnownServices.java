package dev.tocsin.alert.lint;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.settings.DidYouMean;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The services of which events are there, in all streams that Tocsin writes; asked at most once. Reads only. For one thread. */
public final class KnownServices {
    private static final String FIELD = "service.name";

    /** A part of the shards would not be all services. */
    private static final Map<String, String> ALL_OR_NOTHING =
            Map.of("ignore_unavailable", "true", "allow_no_indices", "true", "allow_partial_search_results", "false");

    private static final int MOST = 1000;
    private static final int MOST_NAMED = 10;
    private static final JsonObject NAMES = Json.createObjectBuilder()
            .add("size", 0)
            .add(
                    "aggs",
                    Json.createObjectBuilder()
                            .add(
                                    "names",
                                    Json.createObjectBuilder()
                                            .add(
                                                    "terms",
                                                    Json.createObjectBuilder()
                                                            .add("field", FIELD)
                                                            .add("size", MOST))))
            .build();

    private final ElasticLink link;
    private Optional<List<String>> names = Optional.empty();
    private boolean isAsked;

    public KnownServices(ElasticLink link) {
        this.link = link;
    }

    /**
     * That nothing of a service is there.
     *
     * @param hint which services there are, those of like names first; null if there is none
     */
    public record Absence(String reason, @Nullable String hint) {}

    /** Empty if there are events of it, or if it cannot be told. */
    public Optional<Absence> absenceOf(String service) throws IOException {
        Optional<List<String>> known = names();
        if (known.isEmpty()
                || known.get().contains(service)
                || (known.get().size() == MOST && !isCertainlyAbsent(service))) {
            return Optional.empty();
        }
        String reason = "nothing of the service '" + service + "' has arrived yet";
        return Optional.of(
                known.get().isEmpty()
                        ? new Absence(reason + ", nor of any other", null)
                        : new Absence(reason, hint(DidYouMean.nearestFirst(service, known.get()))));
    }

    private static String hint(List<String> known) {
        int more = known.size() - MOST_NAMED;
        return "there is " + String.join(", ", known.subList(0, Math.min(MOST_NAMED, known.size())))
                + (more > 0 ? " and " + more + " more" : "")
                + (known.size() == MOST ? " at least" : "");
    }

    /** There are so many that those that we know need not be all. */
    private boolean isCertainlyAbsent(String service) throws IOException {
        JsonObject question = Json.createObjectBuilder()
                .add("size", 0)
                .add("track_total_hits", 1)
                .add(
                        "query",
                        Json.createObjectBuilder()
                                .add("term", Json.createObjectBuilder().add(FIELD, service)))
                .build();
        Optional<JsonObject> answer = ask(question);
        return answer.isPresent()
                && answer.get().getJsonObject("hits").getJsonObject("total").getInt("value") == 0;
    }

    private Optional<List<String>> names() throws IOException {
        if (!isAsked) {
            names = ask(NAMES).map(KnownServices::namesIn);
            isAsked = true;
        }
        return names;
    }

    private static List<String> namesIn(JsonObject answer) {
        JsonObject found = answer.getJsonObject("aggregations");
        return found == null
                ? List.of() // there is no stream
                : found.getJsonObject("names").getJsonArray("buckets").stream()
                        .map(bucket -> bucket.asJsonObject().getString("key"))
                        .toList();
    }

    /** Empty without an answer from all shards. */
    private Optional<JsonObject> ask(JsonObject question) throws IOException {
        ElasticAnswer answer = link.call("POST", "/logs-*-tocsin*/_search", ALL_OR_NOTHING, question);
        return answer.isSuccess() && !answer.json().getBoolean("timed_out", false)
                ? Optional.of(answer.json())
                : Optional.empty();
    }
}

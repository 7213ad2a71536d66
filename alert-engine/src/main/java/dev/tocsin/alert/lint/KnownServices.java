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
    private static final Map<String, String> LENIENT = Map.of("ignore_unavailable", "true", "allow_no_indices", "true");
    private static final int MOST = 1000;
    private static final int MOST_NAMED = 10;
    private static final JsonObject QUESTION = Json.createObjectBuilder()
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
                                                            .add("field", "service.name")
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
        if (known.isEmpty() || known.get().contains(service)) {
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
                + (more > 0 ? " and " + more + " more" : "");
    }

    private Optional<List<String>> names() throws IOException {
        if (!isAsked) {
            names = ask();
            isAsked = true;
        }
        return names;
    }

    /** Empty without an answer, and where there are so many that some may be missing. */
    private Optional<List<String>> ask() throws IOException {
        ElasticAnswer answer = link.call("POST", "/logs-*-tocsin*/_search", LENIENT, QUESTION);
        if (!answer.isSuccess()) {
            return Optional.empty();
        }
        JsonObject found = answer.json().getJsonObject("aggregations");
        List<String> all = found == null
                ? List.of() // there is no stream
                : found.getJsonObject("names").getJsonArray("buckets").stream()
                        .map(bucket -> bucket.asJsonObject().getString("key"))
                        .toList();
        return all.size() < MOST ? Optional.of(all) : Optional.empty();
    }
}

package dev.tocsin.alert.lint;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which streams and services there are. Reads only. */
final class Streams {
    private static final Map<String, String> LENIENT = Map.of("ignore_unavailable", "true", "allow_no_indices", "true");
    private static final int MOST_SERVICES = 1000;

    private final ElasticLink link;
    private @Nullable List<String> services;

    Streams(ElasticLink link) {
        this.link = link;
    }

    boolean exists(String pattern) throws IOException {
        ElasticAnswer answer = link.call("GET", "/_resolve/index/" + pattern, Map.of(), null);
        if (!answer.isSuccess()) {
            return false;
        }
        JsonObject found = answer.json();
        return Stream.of("indices", "aliases", "data_streams")
                .anyMatch(kind ->
                        found.containsKey(kind) && !found.getJsonArray(kind).isEmpty());
    }

    boolean knowsService(String service) throws IOException {
        return services().contains(service);
    }

    /** Of all streams that Tocsin writes. */
    List<String> services() throws IOException {
        List<String> known = services;
        if (known == null) {
            known = askForServices();
            services = known;
        }
        return known;
    }

    private List<String> askForServices() throws IOException {
        JsonObject body = Json.createObjectBuilder()
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
                                                                .add("size", MOST_SERVICES))))
                .build();
        ElasticAnswer answer = link.call("POST", "/logs-*-tocsin*/_search", LENIENT, body);
        if (!answer.isSuccess() || !answer.json().containsKey("aggregations")) {
            return List.of();
        }
        return answer.json().getJsonObject("aggregations").getJsonObject("names").getJsonArray("buckets").stream()
                .map(bucket -> bucket.asJsonObject().getString("key"))
                .toList();
    }

    /** How long events are kept, at least; empty where nothing says so, or the server does not tell. */
    Optional<Duration> retentionOf(String patterns) throws IOException {
        ElasticAnswer answer = link.call("GET", "/_data_stream/" + patterns, Map.of(), null);
        if (!answer.isSuccess() || !answer.json().containsKey("data_streams")) {
            return Optional.empty();
        }
        return answer.json().getJsonArray("data_streams").stream()
                .map(Streams::retention)
                .filter(Objects::nonNull)
                .min(Duration::compareTo);
    }

    private static @Nullable Duration retention(JsonValue stream) {
        JsonValue lifecycle = stream.asJsonObject().get("lifecycle");
        return lifecycle instanceof JsonObject object && object.containsKey("data_retention")
                ? DurationText.parse(object.getString("data_retention")).orElse(null)
                : null;
    }
}

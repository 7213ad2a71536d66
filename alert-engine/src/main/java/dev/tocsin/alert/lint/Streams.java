package dev.tocsin.alert.lint;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which streams there are. Reads only. */
final class Streams {
    private final ElasticLink link;

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

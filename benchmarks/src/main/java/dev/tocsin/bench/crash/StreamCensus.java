package dev.tocsin.bench.crash;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts every document of a stream by the number that its sender gave it. */
final class StreamCensus {
    private static final int PAGE = 5_000;

    private final ElasticLink link;
    private final String stream;
    private final String field;

    StreamCensus(ElasticLink link, String stream, String field) {
        this.link = link;
        this.stream = stream;
        this.field = field;
    }

    /** How many documents can be found now; 0 if the stream is not there yet, or not all of it answers. */
    long count() throws IOException {
        link.call("POST", "/" + stream + "/_refresh", Map.of(), null);
        ElasticAnswer answer = link.call("GET", "/" + stream + "/_count", Map.of(), null);
        return isWhole(answer) ? answer.json().getJsonNumber("count").longValue() : 0;
    }

    /** Whether each shard has done it: else what is missing in the answer need not be missing. */
    private static boolean isWhole(ElasticAnswer answer) {
        return answer.isSuccess() && answer.json().getJsonObject("_shards").getInt("failed") == 0;
    }

    /** Number to how often it is there. Read page by page in one point in time, so that nothing is approximated. */
    Map<Long, Integer> copiesByNumber() throws IOException {
        ElasticAnswer refreshed = link.call("POST", "/" + stream + "/_refresh", Map.of(), null);
        if (refreshed.status() == 404) {
            return Map.of();
        }
        if (!isWhole(refreshed)) {
            throw new IOException("not every shard could be refreshed for the census: status " + refreshed.status());
        }
        ElasticAnswer opened = link.call("POST", "/" + stream + "/_pit", Map.of("keep_alive", "2m"), null);
        if (!opened.isSuccess()) {
            throw new IOException("the census got no point in time: status " + opened.status());
        }
        String pit = opened.json().getString("id");
        Map<Long, Integer> copies = new HashMap<>();
        @Nullable JsonValue after = null;
        do {
            JsonObjectBuilder body = Json.createObjectBuilder()
                    .add("size", PAGE)
                    .add("_source", false)
                    .add("track_total_hits", false)
                    .add("pit", Json.createObjectBuilder().add("id", pit).add("keep_alive", "2m"))
                    .add("fields", Json.createArrayBuilder().add(field))
                    .add(
                            "sort",
                            Json.createArrayBuilder()
                                    .add(Json.createObjectBuilder().add("_shard_doc", "asc")));
            if (after != null) {
                body.add("search_after", after);
            }
            after = null;
            ElasticAnswer answer = link.call(ElasticRequest.json(
                    "POST",
                    "/_search",
                    Map.of("allow_partial_search_results", "false"),
                    body.build().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            if (!isWhole(answer) || answer.json().getBoolean("timed_out")) {
                throw new IOException("the census could not search all of it: status " + answer.status());
            }
            for (JsonValue value : answer.json().getJsonObject("hits").getJsonArray("hits")) {
                JsonObject hit = value.asJsonObject();
                long number = hit.getJsonObject("fields")
                        .getJsonArray(field)
                        .getJsonNumber(0)
                        .longValue();
                copies.merge(number, 1, Integer::sum);
                after = hit.getJsonArray("sort");
            }
        } while (after != null);
        return copies;
    }
}

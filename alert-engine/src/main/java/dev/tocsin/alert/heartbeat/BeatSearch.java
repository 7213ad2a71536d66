package dev.tocsin.alert.heartbeat;

import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Looks for a beat in Elasticsearch. */
final class BeatSearch {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ElasticLink link;

    BeatSearch(ElasticLink link) {
        this.link = link;
    }

    /** Why it is not found, which may be empty text if it is just not there; empty if it is found. */
    Optional<String> look(String sealed) {
        byte[] body = Json.createObjectBuilder()
                .add(
                        "query",
                        Json.createObjectBuilder()
                                .add("term", Json.createObjectBuilder().add(HeartbeatRule.FIELD, sealed)))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        try {
            ElasticAnswer answer = link.call(ElasticRequest.json(
                            "POST",
                            "/" + RuleQuery.HEARTBEAT_STREAMS + "/_search",
                            Map.of("size", "0", "allow_partial_search_results", "false"),
                            body)
                    .withTimeout(PATIENCE));
            if (!answer.isSuccess()) {
                return Optional.of("Elasticsearch answers " + answer.status());
            }
            int found =
                    answer.json().getJsonObject("hits").getJsonObject("total").getInt("value");
            return found > 0 ? Optional.empty() : Optional.of("");
        } catch (IOException e) {
            return Optional.of("Elasticsearch does not answer: " + e.getClass().getSimpleName());
        }
    }
}

package dev.tocsin.launcher.demo;

import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks Elasticsearch how many events it has: after a refresh, so that all that was indexed is seen. */
final class StreamCounts {
    /** Heartbeats arrive when they will, and are none of the shop's. */
    private static final String STREAMS = "logs-*-tocsin*,-" + RuleQuery.HEARTBEAT_STREAMS;

    private static final Duration POLL = Duration.ofMillis(500);

    private final ElasticLink link;

    StreamCounts(ElasticLink link) {
        this.link = link;
    }

    /** All events. */
    long all() throws IOException {
        return count(Map.of());
    }

    /** Those at level ERROR. */
    long errors() throws IOException {
        return count(Map.of("q", "log.level:ERROR"));
    }

    /** Those that a rule of the demonstration tells one by one. */
    long providerChanges() throws IOException {
        return count(Map.of("q", "message:\"provider marked as\""));
    }

    /** Waits until so many are there, but not longer than {@code patience}; returns how many there are. */
    long await(long expected, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long found = all();
        CountDownLatch never = new CountDownLatch(1);
        while (found < expected && System.nanoTime() < end && !never.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            found = all();
        }
        return found;
    }

    private long count(Map<String, String> parameters) throws IOException {
        require(link.call("POST", "/" + STREAMS + "/_refresh", Map.of(), null));
        Map<String, String> all = new HashMap<>(parameters);
        all.put("ignore_unavailable", "false");
        ElasticAnswer answer = require(link.call(ElasticRequest.get("/" + STREAMS + "/_count", all)));
        int failed = answer.json().getJsonObject("_shards").getInt("failed");
        if (failed > 0) {
            throw new IOException(failed + " shards did not answer the count");
        }
        return answer.json().getJsonNumber("count").longValue();
    }

    private static ElasticAnswer require(ElasticAnswer answer) throws IOException {
        if (!answer.isSuccess()) {
            throw new IOException("Elasticsearch answered " + answer.status() + " when asked how many events it has");
        }
        return answer;
    }
}

package dev.tocsin.bench.crash;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the alert engine's history says about the windows of a rule. */
final class WindowRecords {
    private static final String INDICES = "/tocsin-history-windows-*";

    private WindowRecords() {}

    /**
     * One window.
     *
     * @param answer such as {@code counted} or {@code undecided}
     * @param hits -1 if there is no number
     */
    record WindowRecord(String answer, long hits) {
        boolean isDecided() {
            return !answer.equals("undecided") && !answer.equals("gap");
        }
    }

    /** By the windows' ends; throws if one is there twice. */
    static NavigableMap<Instant, WindowRecord> of(ElasticLink link, String rule) throws IOException {
        link.call("POST", INDICES + "/_refresh", Map.of(), null);
        ElasticAnswer answer = link.call("POST", INDICES + "/_search", Map.of(), query(rule));
        NavigableMap<Instant, WindowRecord> windows = new TreeMap<>();
        if (!answer.isSuccess()) {
            return windows;
        }
        for (JsonValue hit : answer.json().getJsonObject("hits").getJsonArray("hits")) {
            JsonObject document = hit.asJsonObject().getJsonObject("_source");
            WindowRecord record = new WindowRecord(
                    document.getString("answer"),
                    document.containsKey("hits")
                            ? document.getJsonNumber("hits").longValue()
                            : -1);
            if (windows.put(Instant.parse(document.getString("@timestamp")), record) != null) {
                throw new IOException("a window of " + rule + " was recorded twice: " + document);
            }
        }
        return windows;
    }

    private static JsonObject query(String rule) {
        try (JsonReader reader = Json.createReader(new StringReader("""
                {"size":10000,"query":{"term":{"rule":"%s"}},"sort":[{"@timestamp":"asc"}]}""".formatted(rule)))) {
            return reader.readObject();
        }
    }
}

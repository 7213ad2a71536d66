package dev.tocsin.alert.history;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes the history's indices of days that are too old, by name, and nothing else. */
final class HistoryRetention {
    private final ElasticLink link;
    private final int keepDays;

    HistoryRetention(ElasticLink link, int keepDays) {
        this.link = link;
        this.keepDays = keepDays;
    }

    /** @return what was deleted */
    List<String> deleteBefore(LocalDate today) throws IOException {
        LocalDate oldest = today.minusDays(keepDays);
        ElasticAnswer all = link.call(ElasticRequest.get("/_resolve/index/" + HistoryIndices.PREFIX + "*", Map.of()));
        if (!all.isSuccess()) {
            throw new IOException("Elasticsearch answered " + all.status() + " for the list of history indices");
        }
        List<String> old = all.json().getJsonArray("indices").stream()
                .map(JsonValue::asJsonObject)
                .map((JsonObject index) -> index.getString("name"))
                .filter(name -> {
                    Optional<LocalDate> day = HistoryIndices.dayOf(name);
                    return day.isPresent() && day.get().isBefore(oldest);
                })
                .sorted()
                .toList();
        for (String index : old) {
            ElasticAnswer deleted = link.call("DELETE", "/" + index, Map.of("ignore_unavailable", "true"), null);
            if (!deleted.isSuccess()) {
                throw new IOException("Elasticsearch answered " + deleted.status() + " for deleting " + index);
            }
        }
        return old;
    }
}

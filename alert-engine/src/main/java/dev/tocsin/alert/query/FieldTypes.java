package dev.tocsin.alert.query;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.query.DataView;
import dev.tocsin.query.QueryException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of stream patterns, as {@code _field_caps} tells them. What is remembered is used for a window only if it
 * was asked for after the window was due: a field that first appeared in the window is then among them. Thread-safe.
 */
final class FieldTypes {
    private static final int MOST_REMEMBERED = 500;
    private static final JsonObject NO_FIELDS = Json.createObjectBuilder()
            .add("fields", JsonObject.EMPTY_JSON_OBJECT)
            .build();

    private final ElasticLink link;
    private final InstantSource clock;
    private final Map<String, Remembered> byPattern = new LinkedHashMap<>();

    FieldTypes(ElasticLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    private record Remembered(Instant asked, DataView view) {}

    /** Elasticsearch answered, but does not tell. */
    static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Untold(String message) {
            super(message);
        }
    }

    /**
     * @throws IOException if nobody answers
     * @throws Untold with a sentence for people if the answer is of no use
     */
    synchronized DataView of(String pattern, Instant due) throws IOException {
        Remembered known = byPattern.get(pattern);
        if (known != null && !known.asked().isBefore(due)) {
            return known.view();
        }
        Instant asked = clock.instant();
        ElasticAnswer answer = link.call(
                "GET",
                "/" + pattern + "/_field_caps",
                Map.of("fields", "*", "ignore_unavailable", "true", "filter_path", "fields"),
                null);
        if (!answer.isSuccess()) {
            throw new Untold(CombinedSearch.refusal(answer));
        }
        try {
            JsonObject told = answer.json();
            DataView view = DataView.fromFieldCaps(pattern, told.containsKey("fields") ? told : NO_FIELDS);
            if (byPattern.size() >= MOST_REMEMBERED) {
                byPattern.remove(byPattern.keySet().iterator().next());
            }
            byPattern.put(pattern, new Remembered(asked, view));
            return view;
        } catch (JsonException | QueryException e) {
            throw new Untold("the fields of " + pattern + " were not understood");
        }
    }
}

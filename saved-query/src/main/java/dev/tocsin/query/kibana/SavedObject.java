package dev.tocsin.query.kibana;

import dev.tocsin.query.SavedQuery;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search or a query that somebody saved in Kibana. The time range that may be saved with it is left out: who runs it
 * has one.
 *
 * @param id unique in its space, together with the kind
 * @param title for people; need not be unique
 * @param tabs at least one; saved queries, and sessions of older releases, have exactly one
 * @param lines what it was read from, and its data views: {@link KibanaExport} makes the same of them again
 */
public record SavedObject(
        Kind kind, String id, String title, @Nullable String description, List<Tab> tabs, List<JsonObject> lines) {
    public SavedObject {
        tabs = List.copyOf(tabs);
        lines = List.copyOf(lines);
    }

    /** What it is. */
    public enum Kind {
        SEARCH("search", "Discover session"),
        QUERY("query", "saved query");

        private final String type;
        private final String words;

        Kind(String type, String words) {
            this.type = type;
            this.words = words;
        }

        /** As Kibana names the type of the object. */
        public String type() {
            return type;
        }

        public String inWords() {
            return words;
        }
    }

    /** One tab of a session. */
    public sealed interface Tab {
        String id();

        /** What stands on it; empty for a session that has no tabs. */
        String label();

        /**
         * A tab that can be run.
         *
         * @param query KQL, Lucene or DSL
         * @param filters Kibana's pills; may be empty
         * @param indexPattern of the data view; null if there is none, as in a saved query
         * @param timeField of the data view; null if it has none or there is no data view
         */
        record Readable(
                String id,
                String label,
                SavedQuery query,
                JsonArray filters,
                @Nullable String indexPattern,
                @Nullable String timeField)
                implements Tab {}

        /** A tab that cannot be run; the reason and the hint are for people. */
        record Unreadable(
                String id,
                String label,
                String reason,
                @Nullable String hint) implements Tab {}
    }
}

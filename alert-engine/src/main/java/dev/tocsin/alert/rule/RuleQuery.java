package dev.tocsin.alert.rule;

import dev.tocsin.query.DataView;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule looks and for what.
 *
 * @param streams index patterns
 * @param service null when the rule names streams instead; otherwise only this service's events count, since streams
 *     of services with similar names, and the overflow stream, are shared
 * @param text what the person wrote; for {@link QueryLanguage#DSL} the JSON
 * @param filters Kibana's filter pills beside the text, a JSON array
 * @param origin where it is written
 */
public record RuleQuery(
        List<String> streams,
        @Nullable String service,
        QueryLanguage language,
        String text,
        String filters,
        QueryOrigin origin) {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String SERVICE_FIELD = "service.name";
    private static final int LONGEST_PLAIN = 100;
    private static final int FIRST_BEYOND_ASCII = 0x80;

    public RuleQuery {
        streams = List.copyOf(streams);
    }

    public static RuleQuery ofStreams(List<String> streams, QueryLanguage language, String text) {
        return new RuleQuery(streams, null, language, text, QueryParts.NO_FILTERS, QueryOrigin.RULE);
    }

    public static RuleQuery ofService(String service, QueryLanguage language, String text) {
        String own = "logs-" + datasetPattern(service) + "-tocsin*";
        return new RuleQuery(
                List.of(own, "logs-overflow-tocsin*"),
                service,
                language,
                text,
                QueryParts.NO_FILTERS,
                QueryOrigin.RULE);
    }

    RuleQuery savedAs(String newFilters, QueryOrigin newOrigin) {
        return new RuleQuery(streams, service, language, text, newFilters, newOrigin);
    }

    /**
     * A pattern for the dataset under which the ingest service files a service's events: lower case, anything but ASCII
     * letters, digits, underscore and dot becomes an underscore. Where the ingest service adds a hash, a star stands for it.
     */
    static String datasetPattern(String service) {
        String lower = service.strip().toLowerCase(Locale.ROOT);
        boolean isPlain = lower.length() <= LONGEST_PLAIN && lower.chars().allMatch(c -> c < FIRST_BEYOND_ASCII);
        String safe = lower.replaceAll("[^a-z0-9._]", "_");
        return isPlain ? safe : safe.substring(0, Math.min(safe.length(), LONGEST_PLAIN / 2)) + "*";
    }

    /** The patterns as one path segment or parameter. */
    public String streamsJoined() {
        return String.join(",", streams);
    }

    /** Whether the translation depends on the fields' types. */
    public boolean needsFieldTypes() {
        return language == QueryLanguage.KQL || !filters.equals(QueryParts.NO_FILTERS);
    }

    /**
     * The query for Elasticsearch, without a time range.
     *
     * @param view the fields and their types; null translates without them
     * @throws BadQuery if it cannot be translated
     */
    public JsonObject toElasticsearch(@Nullable DataView view) {
        return QueryTranslation.translate(language, text, filters, view);
    }

    /** A clause that only this service's events match; null when streams are named. */
    public @Nullable JsonObject serviceClause() {
        if (service == null) {
            return null;
        }
        return JSON.createObjectBuilder()
                .add("term", JSON.createObjectBuilder().add(SERVICE_FIELD, service))
                .build();
    }

    /** What a person wrote, in one line. */
    String inWords() {
        String whole = filters.equals(QueryParts.NO_FILTERS) ? text : text + " " + filters;
        return whole.strip().replaceAll("\\s+", " ");
    }

    /** What shows the same events in Kibana's Discover: the service is part of it. */
    public String textForDiscover() {
        if (service == null) {
            return text;
        }
        String quoted = SERVICE_FIELD + ": \"" + service.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return switch (language) {
            case KQL -> text.isBlank() ? quoted : quoted + " and (" + text + ")";
            case LUCENE -> text.isBlank() ? quoted : quoted + " AND (" + text + ")";
            case DSL -> text;
        };
    }
}

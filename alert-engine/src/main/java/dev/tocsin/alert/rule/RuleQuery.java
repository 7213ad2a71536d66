package dev.tocsin.alert.rule;

import dev.tocsin.query.DataView;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 * @param lists what is said of fields and lists beside the text
 */
public record RuleQuery(
        List<String> streams,
        @Nullable String service,
        QueryLanguage language,
        String text,
        String filters,
        QueryOrigin origin,
        List<ListClause> lists) {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String SERVICE_FIELD = "service.name";
    /** What the engine's own heartbeat says is its service, and where that is filed. */
    public static final String HEARTBEAT_SERVICE = "tocsin.heartbeat";

    public static final String HEARTBEAT_STREAMS = "logs-" + HEARTBEAT_SERVICE + "-tocsin*";

    private static final String HEARTBEAT_EXAMPLE = "logs-" + HEARTBEAT_SERVICE + "-tocsin";
    private static final int LONGEST_PLAIN = 100;
    private static final int FIRST_BEYOND_ASCII = 0x80;

    /** Characters of lists that fit into a link beside everything else that is in it. */
    private static final int MOST_IN_LINK = 500;

    public RuleQuery {
        streams = List.copyOf(streams);
        lists = List.copyOf(lists);
    }

    RuleQuery(
            List<String> streams,
            @Nullable String service,
            QueryLanguage language,
            String text,
            String filters,
            QueryOrigin origin) {
        this(streams, service, language, text, filters, origin, List.of());
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
        return new RuleQuery(streams, service, language, text, newFilters, newOrigin, lists);
    }

    RuleQuery with(List<ListClause> newLists) {
        return new RuleQuery(streams, service, language, text, filters, origin, newLists);
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

    /**
     * The patterns for a search: those that would take in the engine's heartbeat leave it out, or no stream would ever be
     * without events. A name without a star is what somebody means.
     */
    public List<String> searched() {
        boolean takesHeartbeat = streams.stream()
                .anyMatch(pattern -> pattern.indexOf('*') >= 0
                        && !pattern.startsWith("-")
                        && !pattern.startsWith("logs-" + HEARTBEAT_SERVICE)
                        && HEARTBEAT_EXAMPLE.matches(asExpression(pattern)));
        return takesHeartbeat
                ? Stream.concat(streams.stream(), Stream.of("-" + HEARTBEAT_STREAMS))
                        .toList()
                : streams;
    }

    private static String asExpression(String pattern) {
        return Pattern.quote(pattern).replace("*", "\\E.*\\Q");
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
        JsonObject translated = QueryTranslation.translate(language, text, filters, view);
        if (lists.isEmpty()) {
            return translated;
        }
        JsonArrayBuilder all = JSON.createArrayBuilder().add(translated);
        lists.forEach(clause -> all.add(clause.toElasticsearch()));
        return JSON.createObjectBuilder()
                .add("bool", JSON.createObjectBuilder().add("filter", all))
                .build();
    }

    /** How much of a request it is, about. */
    public int characters() {
        return text.length()
                + filters.length()
                + lists.stream().mapToInt(clause -> clause.list().characters()).sum();
    }

    /** The lists of files that it names. */
    public List<String> listNames() {
        return lists.stream()
                .map(clause -> clause.list().name())
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
    }

    /** What is said of lists, in words; empty if nothing is. */
    public List<String> listsInWords() {
        return lists.stream().map(ListClause::inWords).toList();
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

    /** The filter pills that belong to {@link #textForDiscover}: the lists are among them. */
    public String filtersForDiscover() {
        if (lists.isEmpty()) {
            return filters;
        }
        JsonArrayBuilder pills = JSON.createArrayBuilder();
        try (JsonReader reader = JSON.createReader(new StringReader(filters))) {
            reader.readArray().forEach(pills::add);
        }
        int room = MOST_IN_LINK;
        for (ListClause clause : lists) {
            boolean fits = clause.list().characters() <= room;
            room -= fits ? clause.list().characters() : 0;
            pills.add(clause.pill(fits));
        }
        return pills.build().toString();
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

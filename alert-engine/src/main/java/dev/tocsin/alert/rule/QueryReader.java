package dev.tocsin.alert.rule;

import dev.tocsin.alert.rule.QueryLibrary.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code query} of a rule file: where to look, and a query in one of the languages or the name of one that is saved.
 * What the rule says itself goes before what the saved query says.
 */
final class QueryReader {
    private static final List<String> REFERENCES = List.of("saved", "kibana");
    private static final List<String> QUERIES =
            Stream.concat(QueryParts.LANGUAGES.stream(), REFERENCES.stream()).toList();

    private final RuleSource source;
    private final YamlMapping mapping;
    private final QueryLibrary library;
    private final QueryParts parts;
    private final QueryParts.@Nullable Where given;

    QueryReader(RuleSource source, YamlMapping mapping, QueryLibrary library) {
        this(source, mapping, library, null);
    }

    private QueryReader(
            RuleSource source, YamlMapping mapping, QueryLibrary library, QueryParts.@Nullable Where given) {
        this.given = given;
        this.source = source;
        this.mapping = mapping;
        this.library = library;
        this.parts = new QueryParts(source, mapping);
    }

    /** Reads a second query, which looks where the first one does. */
    static QueryReader within(RuleQuery first, RuleSource source, YamlMapping mapping, QueryLibrary library) {
        String service = first.service();
        QueryParts.Where where = new QueryParts.Where(service, service == null ? first.streams() : List.of());
        return new QueryReader(source, mapping, library, where);
    }

    /**
     * What was read.
     *
     * @param timeField that comes with the query; null if none does
     */
    record Asked(RuleQuery query, @Nullable String timeField) {}

    Optional<Asked> read() {
        List<String> written =
                QUERIES.stream().filter(key -> mapping.get(key).isPresent()).toList();
        boolean isReference = written.stream().anyMatch(REFERENCES::contains);
        Optional<QueryParts.Where> where = given == null ? parts.where(!isReference) : Optional.of(given);
        if (written.size() > 1) {
            source.error(
                    mapping.node(),
                    mapping.pathOf(written.get(1)),
                    "more than one query is written",
                    "keep one of them");
            return Optional.empty();
        }
        if (written.isEmpty()) {
            source.error(
                    mapping.node(),
                    mapping.pathOf("kql"),
                    "missing",
                    "add kql, lucene or dsl; kql: '' is every event; or saved: the name of a saved query");
            return Optional.empty();
        }
        String key = written.getFirst();
        return isReference ? referred(key, where) : written(key, where);
    }

    private Optional<Asked> written(String key, Optional<QueryParts.Where> where) {
        QueryLanguage language = QueryParts.language(key);
        Optional<String> text = parts.text(key);
        if (text.isEmpty() || where.isEmpty()) {
            return Optional.empty();
        }
        String service = where.get().service();
        RuleQuery query = service != null
                ? RuleQuery.ofService(service, language, text.get())
                : RuleQuery.ofStreams(where.get().streams(), language, text.get());
        return parts.isTranslatable(query, key) ? Optional.of(new Asked(query, null)) : Optional.empty();
    }

    private Optional<Asked> referred(String key, Optional<QueryParts.Where> where) {
        Optional<YamlValue> value = mapping.get(key);
        Optional<String> name = value.flatMap(YamlValue::text);
        Optional<String> tab = key.equals("kibana") ? mapping.get("tab").flatMap(YamlValue::text) : Optional.empty();
        if (value.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        Lookup lookup =
                key.equals("kibana") ? library.ofKibana(name.get(), tab.orElse(null)) : library.named(name.get());
        return switch (lookup) {
            case Lookup.Missing(String reason, String hint) -> {
                value.get().wrong(reason, hint);
                yield Optional.empty();
            }
            case Lookup.Elsewhere(String reason, String hint) -> {
                value.get().doubtful(reason, hint);
                yield Optional.empty();
            }
            case Lookup.Found(StoredQuery stored, List<String> doubts) -> {
                doubts.forEach(doubt -> value.get().doubtful(doubt, null));
                yield where.flatMap(own -> asked(stored, own, value.get()));
            }
        };
    }

    private Optional<Asked> asked(StoredQuery stored, QueryParts.Where own, YamlValue value) {
        if (!own.isSaid() && !stored.saysWhere()) {
            parts.reportMissingWhere(
                    mapping.node(), "'" + stored.title() + "' does not say where to look, so the rule has to");
            return Optional.empty();
        }
        RuleQuery query = own.service() != null
                ? stored.over(own.service())
                : own.isSaid() ? stored.over(own.streams()) : stored.asRuleQuery();
        try {
            query.toElasticsearch(null);
            return Optional.of(new Asked(query, stored.timeField()));
        } catch (BadQuery e) {
            value.wrong("cannot be translated: " + QueryParts.reason(e), e.hint());
            return Optional.empty();
        }
    }
}

package dev.tocsin.alert.rule;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What rules and files of queries say alike: where to look, and for what, in one of the languages. */
final class QueryParts {
    static final List<String> LANGUAGES = List.of("kql", "lucene", "dsl");
    static final String NO_FILTERS = "[]";

    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private final RuleSource source;
    private final YamlMapping mapping;

    QueryParts(RuleSource source, YamlMapping mapping) {
        this.source = source;
        this.mapping = mapping;
    }

    /** Where to look: one of the two, or nothing. */
    record Where(@Nullable String service, List<String> streams) {
        boolean isSaid() {
            return service != null || !streams.isEmpty();
        }
    }

    /** Empty after reporting what is wrong. */
    Optional<Where> where(boolean isNeeded) {
        Optional<YamlValue> service = mapping.get("service");
        Optional<YamlValue> streams = mapping.get("streams");
        if (service.isPresent() && streams.isPresent()) {
            source.error(mapping.node(), mapping.pathOf("service"), "both service and streams are set", "keep one");
            return Optional.empty();
        }
        if (service.isEmpty() && streams.isEmpty()) {
            if (isNeeded) {
                reportMissingWhere(mapping.node(), "missing");
            }
            return isNeeded ? Optional.empty() : Optional.of(new Where(null, List.of()));
        }
        if (service.isPresent()) {
            return service.get().text().map(name -> new Where(name, List.of()));
        }
        List<String> patterns = checkedPatterns(streams.get());
        return patterns.isEmpty() ? Optional.empty() : Optional.of(new Where(null, patterns));
    }

    void reportMissingWhere(Node node, String reason) {
        source.error(
                node,
                mapping.pathOf("service"),
                reason,
                "add for instance service: checkout-api, or streams: [logs-*-tocsin*]");
    }

    private static List<String> checkedPatterns(YamlValue value) {
        List<String> patterns = value.texts();
        if (patterns.isEmpty()) {
            value.wrong("names no stream", "such as [logs-*-tocsin*]");
        }
        for (String pattern : patterns) {
            if (!pattern.matches("[a-z0-9.*_][a-z0-9.*_-]*")) {
                value.wrong(
                        "'" + pattern + "' is no stream or pattern",
                        "small letters, digits, . _ - and *: logs-*-tocsin*");
            }
        }
        return patterns;
    }

    /** Data views also name other clusters and exclude indices; nothing in a pattern may leave its place in an address. */
    static boolean isPatternOfKibana(String pattern) {
        return pattern.matches("-?[a-z0-9.*_][a-z0-9.*_-]*(:[a-z0-9.*_][a-z0-9.*_-]*)?");
    }

    /** The text of a query; for DSL its JSON. Empty after reporting what is wrong. */
    Optional<String> text(String key) {
        Optional<YamlValue> value = mapping.get(key);
        if (!key.equals("dsl")) {
            return value.flatMap(YamlValue::text);
        }
        return value.flatMap(dsl -> dsl.node() instanceof MappingNode node
                ? new DslReader(source).read(dsl.path(), node).map(JsonObject::toString)
                : dsl.text()
                        .flatMap(json -> new DslReader(source).readText(dsl, json))
                        .map(JsonObject::toString));
    }

    static QueryLanguage language(String key) {
        return QueryLanguage.values()[LANGUAGES.indexOf(key)];
    }

    /** Kibana's filter pills, written as YAML or pasted as JSON; none if there are none. */
    Optional<String> filters() {
        Optional<YamlValue> value = mapping.get("filters");
        if (value.isEmpty()) {
            return Optional.of(NO_FILTERS);
        }
        if (!(value.get().node() instanceof SequenceNode sequence)) {
            value.get().wrong("expected a list of Kibana's filters", "such as [{query: {match_phrase: {a: b}}}]");
            return Optional.empty();
        }
        DslReader reader = new DslReader(source);
        JsonArrayBuilder filters = JSON.createArrayBuilder();
        int before = source.mark();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            String path = value.get().path() + "[" + i + "]";
            if (sequence.getValue().get(i) instanceof MappingNode filter) {
                reader.read(path, filter).ifPresent(filters::add);
            } else {
                source.error(sequence.getValue().get(i), path, "expected a filter (key: value)", null);
            }
        }
        return source.hasErrorsSince(before)
                ? Optional.empty()
                : Optional.of(filters.build().toString());
    }

    /** Whether it can be translated; reports at the key that is to blame. */
    boolean isTranslatable(RuleQuery query, String key) {
        Optional<YamlValue> value = mapping.get(key);
        try {
            query.savedAs(NO_FILTERS, query.origin()).toElasticsearch(null);
            for (String doubt : QueryTranslation.doubts(query.language(), query.text())) {
                value.ifPresent(v -> v.doubtful(doubt, null));
            }
        } catch (BadQuery e) {
            value.ifPresent(v -> {
                if (v.node() instanceof ScalarNode scalar && query.language() != QueryLanguage.DSL) {
                    source.errorInText(scalar, v.path(), reason(e), e.offset(), e.hint());
                } else {
                    v.wrong(reason(e), e.hint());
                }
            });
            return false;
        }
        try {
            query.toElasticsearch(null);
            return true;
        } catch (BadQuery e) {
            mapping.get("filters").ifPresent(v -> v.wrong(reason(e), e.hint()));
            return false;
        }
    }

    static String reason(BadQuery e) {
        return e.getMessage() == null ? "cannot be understood" : e.getMessage();
    }
}

package dev.tocsin.alert.rule;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The {@code query} of a rule file: where to look, and one of the languages. */
final class QueryReader {
    private static final List<String> LANGUAGES = List.of("kql", "lucene", "dsl");

    private final RuleSource source;
    private final YamlMapping mapping;

    QueryReader(RuleSource source, YamlMapping mapping) {
        this.source = source;
        this.mapping = mapping;
    }

    Optional<RuleQuery> read() {
        Optional<YamlValue> service = mapping.get("service");
        Optional<YamlValue> streams = mapping.get("streams");
        List<String> written =
                LANGUAGES.stream().filter(key -> mapping.get(key).isPresent()).toList();
        if (service.isPresent() == streams.isPresent()) {
            source.error(
                    mapping.node(),
                    mapping.pathOf("service"),
                    service.isPresent() ? "both service and streams are set" : "missing",
                    service.isPresent()
                            ? "keep one"
                            : "add for instance service: checkout-api, or streams: [logs-*-tocsin*]");
        }
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
                    mapping.node(), mapping.pathOf("kql"), "missing", "add kql, lucene or dsl; kql: '' is every event");
            return Optional.empty();
        }
        String key = written.getFirst();
        QueryLanguage language = QueryLanguage.values()[LANGUAGES.indexOf(key)];
        Optional<String> text = mapping.get(key).flatMap(value -> text(language, value));
        Optional<List<String>> patterns = streams.map(YamlValue::texts).map(this::checkedPatterns);
        Optional<String> serviceName = service.flatMap(YamlValue::text);
        if (text.isEmpty() || (patterns.isEmpty() && serviceName.isEmpty())) {
            return Optional.empty();
        }
        RuleQuery query = serviceName
                .map(name -> RuleQuery.ofService(name, language, text.get()))
                .orElseGet(() -> new RuleQuery(patterns.orElse(List.of()), null, language, text.get()));
        return isTranslatable(query, mapping.get(key)) ? Optional.of(query) : Optional.empty();
    }

    private Optional<String> text(QueryLanguage language, YamlValue value) {
        if (language != QueryLanguage.DSL) {
            return value.text();
        }
        if (value.node() instanceof MappingNode node) {
            return new DslReader(source).read(value.path(), node).map(Object::toString);
        }
        return value.text()
                .flatMap(json -> new DslReader(source).readText(value, json))
                .map(Object::toString);
    }

    private List<String> checkedPatterns(List<String> patterns) {
        Optional<YamlValue> value = mapping.get("streams");
        if (patterns.isEmpty()) {
            value.ifPresent(v -> v.wrong("names no stream", "such as [logs-*-tocsin*]"));
        }
        for (String pattern : patterns) {
            if (!pattern.matches("[a-z0-9.*_][a-z0-9.*_-]*")) {
                value.ifPresent(v -> v.wrong(
                        "'" + pattern + "' is no stream or pattern",
                        "small letters, digits, . _ - and *: logs-*-tocsin*"));
            }
        }
        return patterns;
    }

    private boolean isTranslatable(RuleQuery query, Optional<YamlValue> value) {
        try {
            query.toElasticsearch(null);
            for (String doubt : QueryTranslation.doubts(query.language(), query.text())) {
                value.ifPresent(v -> v.doubtful(doubt, null));
            }
            return true;
        } catch (BadQuery e) {
            String reason = e.getMessage() == null ? "cannot be understood" : e.getMessage();
            value.ifPresent(v -> {
                if (v.node() instanceof ScalarNode scalar && query.language() != QueryLanguage.DSL) {
                    source.errorInText(scalar, v.path(), reason, e.offset(), e.hint());
                } else {
                    v.wrong(reason, e.hint());
                }
            });
            return false;
        }
    }
}

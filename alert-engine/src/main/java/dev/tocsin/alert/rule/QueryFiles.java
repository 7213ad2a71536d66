package dev.tocsin.alert.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads files of saved queries with all problems at once; what is wrong in one never harms another. */
final class QueryFiles {
    /** How problems name the folder, to tell its files from those of rules. */
    static final String FOLDER = "queries/";

    private QueryFiles() {}

    /**
     * What the files say.
     *
     * @param named by name
     * @param broken names, or files whose query's name is not known, that cannot be read
     */
    record Reading(Map<String, StoredQuery> named, List<Problem> problems, List<String> broken) {}

    static Reading parse(Map<String, @Nullable String> contents) {
        Map<String, StoredQuery> named = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Map<String, String> fileOf = new HashMap<>();
        contents.forEach((path, content) -> {
            String file = FOLDER + path;
            RuleSource source = new RuleSource(file, content == null ? "" : content);
            List<Node> documents = RuleFiles.documents(source, content);
            if (content == null) {
                source.errorAt(1, 1, "", "cannot be read", "a UTF-8 text file of at most 1 MB that we may read");
            }
            if (documents.isEmpty() && source.hasErrorsSince(0)) {
                broken.add(file);
            }
            for (Node document : documents) {
                int before = source.mark();
                Optional<StoredQuery> query = read(source, document);
                String name = query.map(found -> found.origin().name())
                        .or(() -> RuleFiles.nameOf(document, "query"))
                        .orElse(file);
                source.nowReading(name);
                if (query.isPresent() && fileOf.putIfAbsent(name, file) != null) {
                    source.error(
                            document,
                            "query",
                            "the name '" + name + "' is taken by " + fileOf.get(name),
                            "names are unique across files");
                } else if (query.isPresent()) {
                    named.put(name, query.get());
                }
                if (source.hasErrorsSince(before) && !named.containsKey(name)) {
                    broken.add(name);
                }
                source.nowReading(null);
            }
            problems.addAll(source.problems());
        });
        return new Reading(
                named,
                problems.stream().sorted(Problem.BY_PLACE).toList(),
                broken.stream().distinct().sorted().toList());
    }

    private static Optional<StoredQuery> read(RuleSource source, Node document) {
        if (!(document instanceof MappingNode node)) {
            source.error(document, "", "expected a saved query (key: value)", null);
            return Optional.empty();
        }
        int before = source.mark();
        YamlMapping top = new YamlMapping(source, "", node);
        source.nowReading(RuleFiles.nameOf(node, "query").orElse(null));
        Optional<StoredQuery> query = query(source, top);
        top.reportUnknownKeys();
        return source.hasErrorsSince(before) ? Optional.empty() : query;
    }

    private static Optional<StoredQuery> query(RuleSource source, YamlMapping top) {
        Optional<String> name = top.require("query", "checkout-errors")
                .flatMap(value -> RuleReader.name(value, "query", "checkout-errors"));
        String title = top.get("title").flatMap(YamlValue::text).orElse(name.orElse(""));
        String description = top.get("description").flatMap(YamlValue::text).orElse(null);
        QueryParts parts = new QueryParts(source, top);
        Optional<QueryParts.Where> where = parts.where(false);
        List<String> written = QueryParts.LANGUAGES.stream()
                .filter(key -> top.get(key).isPresent())
                .toList();
        Optional<String> filters = parts.filters();
        if (written.size() > 1) {
            source.error(top.node(), written.get(1), "more than one query is written", "keep one of them");
            return Optional.empty();
        }
        if (written.isEmpty()) {
            source.error(top.node(), "kql", "missing", "add kql, lucene or dsl; kql: '' is every event");
            return Optional.empty();
        }
        String key = written.getFirst();
        Optional<String> text = parts.text(key);
        if (name.isEmpty() || where.isEmpty() || filters.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        StoredQuery query = new StoredQuery(
                new QueryOrigin(QueryOrigin.Kind.SAVED, name.get(), source.file()),
                title,
                description,
                where.get().service(),
                where.get().streams(),
                QueryParts.language(key),
                text.get(),
                filters.get(),
                null);
        return parts.isTranslatable(query.asRuleQuery(), key) ? Optional.of(query) : Optional.empty();
    }
}

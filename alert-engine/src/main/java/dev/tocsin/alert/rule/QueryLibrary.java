package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that rules can refer to: saved queries by name, objects of Kibana by title or id. An exported file beside the
 * saved queries goes before what Kibana itself says of the same object.
 */
public final class QueryLibrary {
    public static final QueryLibrary EMPTY =
            new QueryLibrary(Map.of(), List.of(), List.of(), List.of(), KibanaSource.none());

    private final Map<String, StoredQuery> named;
    private final List<Problem> problems;
    private final List<String> broken;
    private final KibanaObjects kibana;
    private final KibanaSource source;
    private volatile boolean isKibanaWanted;

    /**
     * What can be referred to.
     *
     * @param named by name
     * @param broken names, or files whose query's name is not known, that cannot be read
     * @param exported from files
     */
    QueryLibrary(
            Map<String, StoredQuery> named,
            List<Problem> problems,
            List<String> broken,
            List<KibanaEntry> exported,
            KibanaSource source) {
        this.named = new TreeMap<>(named);
        this.problems = List.copyOf(problems);
        this.broken = List.copyOf(broken);
        this.kibana = KibanaObjects.of(exported, source.current());
        this.source = source;
    }

    /** What a name leads to. */
    public sealed interface Lookup {
        /** A query, and what a person should know about it. */
        record Found(StoredQuery query, List<String> doubts) implements Lookup {}

        /** It may be there, in words; who runs the rule knows. */
        record Elsewhere(String reason, String hint) implements Lookup {}

        /** None, in words. */
        record Missing(String reason, @Nullable String hint) implements Lookup {}
    }

    public Lookup named(String name) {
        StoredQuery query = named.get(name);
        if (query != null) {
            return new Lookup.Found(query, List.of());
        }
        if (broken.contains(name)) {
            return new Lookup.Missing(
                    "the saved query '" + name + "' cannot be read",
                    problems.stream()
                            .filter(problem -> name.equals(problem.rule()))
                            .findFirst()
                            .map(problem -> "see " + problem.file() + ":" + problem.line())
                            .orElse(null));
        }
        String known = named.isEmpty()
                ? "there is none: write queries/" + name + ".yml"
                : "known: " + String.join(", ", named.keySet());
        return new Lookup.Missing(
                "there is no saved query '" + name + "'",
                DidYouMean.nearest(name, named.keySet())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse(known));
    }

    /** @param tab by its label or id; null takes the first one */
    public Lookup ofKibana(String titleOrId, @Nullable String tab) {
        isKibanaWanted = true;
        source.wanted();
        return kibana.find(titleOrId, tab);
    }

    /** By name. */
    public List<StoredQuery> saved() {
        return new ArrayList<>(named.values());
    }

    /** Searches and queries of Kibana, also those that cannot be run. */
    public List<KibanaEntry> kibana() {
        return kibana.entries();
    }

    /** Why what is known of Kibana may be old; empty as long as no rule asks for it. */
    public Optional<String> kibanaTrouble() {
        return isKibanaWanted ? Optional.ofNullable(kibana.trouble()) : Optional.empty();
    }

    /** Of the files of queries, by file and line. */
    public List<Problem> problems() {
        return problems;
    }

    public List<String> broken() {
        return broken;
    }
}

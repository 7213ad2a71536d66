package dev.tocsin.alert.rule;

import dev.tocsin.alert.rule.QueryLibrary.Lookup;
import dev.tocsin.query.SavedQuery;
import dev.tocsin.query.kibana.SavedObject.Tab;
import dev.tocsin.settings.DidYouMean;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds Kibana's objects by what people call them, and says what is doubtful about what was found. */
record KibanaObjects(
        List<KibanaEntry> entries,
        @Nullable String address,
        @Nullable String trouble,
        boolean isElsewhere) {
    private static final int MOST_LISTED = 10;
    private static final String EXPORT = "put an export into queries/ (a file that ends in .ndjson)";

    static KibanaObjects of(List<KibanaEntry> exported, KibanaShelf shelf) {
        Set<String> inFiles = exported.stream().map(KibanaEntry::key).collect(Collectors.toCollection(HashSet::new));
        List<KibanaEntry> all = new ArrayList<>(exported);
        shelf.entries().stream().filter(entry -> !inFiles.contains(entry.key())).forEach(all::add);
        return new KibanaObjects(List.copyOf(all), shelf.address(), shelf.trouble(), shelf.isElsewhere());
    }

    Lookup find(String name, @Nullable String tab) {
        List<KibanaEntry> found = candidates(name);
        if (found.isEmpty()) {
            return missing(name);
        }
        if (found.size() > 1) {
            return new Lookup.Missing(
                    "'" + name + "' is the name of " + found.size() + " objects of Kibana",
                    "write the id of one: "
                            + found.stream()
                                    .map(KibanaEntry::key)
                                    .sorted()
                                    .limit(MOST_LISTED)
                                    .collect(Collectors.joining(", ")));
        }
        return tabOf(found.getFirst(), name, tab);
    }

    /** What the name fits best: an id before a title, what is there before what was. */
    private List<KibanaEntry> candidates(String name) {
        List<Predicate<KibanaEntry>> ways = List.of(
                entry -> entry.key().equals(name),
                entry -> entry.object().id().equals(name),
                entry -> entry.object().title().equals(name) && entry.goneSince() == null,
                entry -> entry.object().title().equals(name),
                entry -> entry.formerTitles().contains(name));
        return ways.stream()
                .map(way -> entries.stream().filter(way).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private Lookup missing(String name) {
        if (isElsewhere) {
            return new Lookup.Elsewhere("'" + name + "' of Kibana cannot be looked at here: " + trouble, EXPORT);
        }
        if (entries.isEmpty() && trouble != null) {
            return new Lookup.Missing(trouble, null);
        }
        if (entries.isEmpty() && address == null) {
            return new Lookup.Missing("no search or query of Kibana is known", "set KIBANA_URL, or " + EXPORT);
        }
        List<String> titles =
                entries.stream().map(entry -> entry.object().title()).distinct().toList();
        return new Lookup.Missing(
                "no search or query of Kibana has the title or id '" + name + "'",
                DidYouMean.nearest(name, titles)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("./tocsin queries list shows all"));
    }

    private Lookup tabOf(KibanaEntry entry, String name, @Nullable String wanted) {
        List<Tab> tabs = entry.object().tabs();
        List<Tab> fitting = wanted == null
                ? tabs.subList(0, 1)
                : tabs.stream()
                        .filter(tab -> tab.id().equals(wanted) || tab.label().equals(wanted))
                        .toList();
        if (fitting.size() != 1) {
            return new Lookup.Missing(
                    "'" + name + "' has " + (fitting.isEmpty() ? "no tab '" : "more than one tab '") + wanted + "'",
                    tabs.size() == 1
                            ? "it has one tab only: leave tab out"
                            : "its tabs: "
                                    + tabs.stream()
                                            .map(tab -> tab.label() + " (" + tab.id() + ")")
                                            .collect(Collectors.joining(", ")));
        }
        return switch (fitting.getFirst()) {
            case Tab.Unreadable(var _, var _, String reason, String hint) ->
                new Lookup.Missing("'" + name + "' cannot be run: " + reason, hint);
            case Tab.Readable tab -> usable(entry, name, tab, doubts(entry, name, wanted, tab));
        };
    }

    private List<String> doubts(KibanaEntry entry, String name, @Nullable String wanted, Tab.Readable tab) {
        List<String> doubts = new ArrayList<>();
        List<Tab> tabs = entry.object().tabs();
        if (wanted == null && tabs.size() > 1) {
            doubts.add("'" + name + "' has " + tabs.size() + " tabs, and the first, '" + tab.label()
                    + "', is taken; name one with tab: ("
                    + tabs.stream().map(Tab::label).collect(Collectors.joining(", "))
                    + ")");
        }
        if (entry.goneSince() != null) {
            doubts.add("'" + name + "' is no longer in Kibana (since " + entry.goneSince()
                    + "); it goes on as it was last");
        } else if (entry.isLive() && trouble != null) {
            doubts.add(trouble);
        }
        if (entry.formerTitles().contains(name) && !entry.object().title().equals(name)) {
            doubts.add("'" + name + "' is now called '" + entry.object().title() + "'; write that, or " + entry.key());
        }
        return doubts;
    }

    private static Lookup usable(KibanaEntry entry, String name, Tab.Readable tab, List<String> doubts) {
        Optional<String> refused = DslReader.refusedIn(tab.filters());
        if (refused.isEmpty() && tab.query() instanceof SavedQuery.Dsl(JsonObject dsl)) {
            refused = DslReader.refusedIn(dsl);
        }
        if (refused.isPresent()) {
            return new Lookup.Missing(
                    "'" + name + "' cannot be run: '" + refused.get() + DslReader.REFUSAL, DslReader.REFUSAL_HINT);
        }
        List<String> streams = tab.indexPattern() == null
                ? List.of()
                : List.of(tab.indexPattern().strip().split("\\s*,\\s*"));
        Optional<String> odd = streams.stream()
                .filter(pattern -> !QueryParts.isPatternOfKibana(pattern))
                .findFirst();
        if (odd.isPresent()) {
            return new Lookup.Missing(
                    "'" + name + "' cannot be run: '" + odd.get()
                            + "', of its data view, is no pattern that is understood",
                    null);
        }
        QueryLanguage language = switch (tab.query()) {
            case SavedQuery.Kql _ -> QueryLanguage.KQL;
            case SavedQuery.Lucene _ -> QueryLanguage.LUCENE;
            case SavedQuery.Dsl _, SavedQuery.Filtered _ -> QueryLanguage.DSL;
        };
        String text = switch (tab.query()) {
            case SavedQuery.Kql(String kql) -> kql;
            case SavedQuery.Lucene(String lucene) -> lucene;
            case SavedQuery.Dsl(JsonObject dsl) -> dsl.toString();
            case SavedQuery.Filtered(SavedQuery _, JsonArray _) ->
                throw new IllegalStateException("a tab has its filters beside the query");
        };
        StoredQuery query = new StoredQuery(
                new QueryOrigin(QueryOrigin.Kind.KIBANA, entry.key(), entry.where()),
                entry.object().title(),
                entry.object().description(),
                null,
                streams,
                language,
                text,
                tab.filters().toString(),
                tab.timeField());
        return new Lookup.Found(query, doubts);
    }
}

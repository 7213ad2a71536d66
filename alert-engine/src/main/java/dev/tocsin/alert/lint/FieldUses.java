package dev.tocsin.alert.lint;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which fields a query asks for: read from what Elasticsearch gets, so that it is the same for every language in which a
 * person may have written it. Patterns of names are left out; they ask for what there is.
 */
final class FieldUses {
    private static final Map<String, FieldUse.How> LEAVES = Map.ofEntries(
            Map.entry("term", FieldUse.How.TERM),
            Map.entry("terms", FieldUse.How.TERM),
            Map.entry("match", FieldUse.How.MATCH),
            Map.entry("match_phrase", FieldUse.How.MATCH),
            Map.entry("match_phrase_prefix", FieldUse.How.MATCH),
            Map.entry("match_bool_prefix", FieldUse.How.MATCH),
            Map.entry("range", FieldUse.How.RANGE),
            Map.entry("prefix", FieldUse.How.WILDCARD),
            Map.entry("wildcard", FieldUse.How.WILDCARD),
            Map.entry("regexp", FieldUse.How.WILDCARD),
            Map.entry("fuzzy", FieldUse.How.WILDCARD));

    /** A name before a colon, outside of quotes; what it stands before says how it is asked. */
    private static final Pattern LUCENE =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|(?<name>[A-Za-z_@][\\w.@-]*):(?=(?<value>\\S?))");

    private static final Pattern NAME = Pattern.compile("[\\w.@-]+");

    private final Set<FieldUse> found = new LinkedHashSet<>();

    private FieldUses() {}

    static Set<FieldUse> in(JsonObject query) {
        FieldUses uses = new FieldUses();
        uses.walk(query);
        return uses.found;
    }

    private void walk(JsonValue value) {
        switch (value) {
            case JsonObject object -> object.forEach(this::clause);
            case JsonArray array -> array.forEach(this::walk);
            default -> {}
        }
    }

    private void clause(String name, JsonValue body) {
        FieldUse.How how = LEAVES.get(name);
        if (how != null && body instanceof JsonObject fields) {
            fields.keySet().stream().filter(FieldUses::isField).forEach(field -> add(field, how));
        } else if (name.equals("exists") && body instanceof JsonObject exists) {
            if (exists.get("field") instanceof JsonString field) {
                add(field.getString(), FieldUse.How.EXISTS);
            }
        } else if (name.equals("query_string") && body instanceof JsonObject text) {
            queryString(text);
        } else {
            walk(body);
        }
    }

    /** Options of a terms query stand beside its field. */
    private static boolean isField(String key) {
        return !key.equals("boost") && !key.equals("_name");
    }

    private void queryString(JsonObject text) {
        if (text.get("fields") instanceof JsonArray fields) {
            fields.forEach(field -> {
                if (field instanceof JsonString name) {
                    add(name.getString(), FieldUse.How.WILDCARD);
                }
            });
        } else if (text.get("query") instanceof JsonString query) {
            lucene(query.getString());
        }
    }

    private void lucene(String query) {
        Matcher matcher = LUCENE.matcher(query);
        while (matcher.find()) {
            String name = matcher.group("name");
            if (name == null) {
                continue;
            }
            String value = matcher.group("value");
            if (name.equals("_exists_")) {
                Matcher field = NAME.matcher(query).region(matcher.end(), query.length());
                if (field.lookingAt()) {
                    add(field.group(), FieldUse.How.EXISTS);
                }
            } else {
                boolean isRange = value.matches("[\\[{<>]");
                add(name, isRange ? FieldUse.How.RANGE : FieldUse.How.MATCH);
            }
        }
    }

    private void add(String field, FieldUse.How how) {
        if (!field.contains("*") && !field.startsWith("_")) {
            found.add(new FieldUse(field, how));
        }
    }
}

package dev.tocsin.query;

import dev.tocsin.query.KqlNode.And;
import dev.tocsin.query.KqlNode.Anywhere;
import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.KqlNode.Is;
import dev.tocsin.query.KqlNode.Nested;
import dev.tocsin.query.KqlNode.Not;
import dev.tocsin.query.KqlNode.Or;
import dev.tocsin.query.KqlNode.Range;
import dev.tocsin.query.Operand.Constant;
import dev.tocsin.query.Operand.Quoted;
import dev.tocsin.query.Operand.Text;
import dev.tocsin.query.Operand.Wildcard;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link KqlNode} to Elasticsearch's query DSL, clause for clause what Kibana sends for the same data view. Used once, by
 * one thread.
 */
final class KqlTranslator {
    /** A wildcard field times a long list of values would otherwise eat the memory; Elasticsearch refuses earlier. */
    static final int MAX_CLAUSES = 65_536;

    private static final JsonValue BEST_FIELDS = Clause.text("best_fields");
    private static final JsonValue PHRASE = Clause.text("phrase");

    private final FieldScope top;
    private final KqlOptions options;
    private int clauses;

    KqlTranslator(@Nullable DataView view, KqlOptions options) {
        this.top = FieldScope.top(view);
        this.options = options;
    }

    JsonObject translate(KqlNode query) {
        return translate(query, top);
    }

    private JsonObject translate(KqlNode node, FieldScope scope) {
        return switch (node) {
            case And(List<KqlNode> all) ->
                Clause.all(options.filtersInMustClause() ? "must" : "filter", translate(all, scope));
            case Or(List<KqlNode> any) -> Clause.any(translate(any, scope));
            case Not(KqlNode negated) -> Clause.not(translate(negated, scope));
            case Anywhere(Operand value) -> anywhere(value, scope);
            case Is(Operand field, Operand value) when field.isLoneStar() && value.isLoneStar() -> Clause.MATCH_ALL;
            case Is(Operand field, Operand value) -> perField(field, scope, target -> is(target, value));
            case Range(Operand field, Comparison comparison, Operand bound) ->
                perField(field, scope, target -> range(target, comparison, bound));
            case Nested(Operand path, KqlNode inside) -> {
                FieldScope within = scope.within(path);
                yield Clause.nested(within.pathJson(), translate(inside, within), options.nestedIgnoreUnmapped());
            }
        };
    }

    private List<JsonObject> translate(List<KqlNode> nodes, FieldScope scope) {
        List<JsonObject> translated = new ArrayList<>(nodes.size());
        for (KqlNode node : nodes) {
            translated.add(translate(node, scope));
        }
        return translated;
    }

    private JsonObject anywhere(Operand value, FieldScope scope) {
        if (scope.isInGroup()) {
            throw QueryException.of(
                    "A value without a field cannot stand in a nested group: " + KqlPrinter.print(new Anywhere(value)),
                    "Name the field, as in %s: { name: value }.".formatted(scope.path()));
        }
        count();
        if (value instanceof Wildcard wildcard) {
            return Clause.of("query_string", Clause.of("query", Clause.text(wildcard.forQueryString())));
        }
        return Clause.of(
                "multi_match",
                Clause.JSON
                        .createObjectBuilder()
                        .add("type", value instanceof Quoted ? PHRASE : BEST_FIELDS)
                        .add("query", json(value))
                        .add("lenient", true)
                        .build());
    }

    /** What is asked of one field; null when the field has nothing to say. */
    private interface Test {
        @Nullable
        JsonObject of(DataField field);
    }

    private JsonObject perField(Operand field, FieldScope scope, Test test) {
        List<JsonObject> tests = new ArrayList<>();
        for (DataField target : scope.fieldsOf(field)) {
            count();
            JsonObject one = test.of(target);
            if (one != null) {
                String path = scope.isInGroup() ? null : target.nestedPath();
                tests.add(path == null ? one : Clause.nested(Clause.text(path), one, options.nestedIgnoreUnmapped()));
            }
        }
        return Clause.any(tests);
    }

    private @Nullable JsonObject is(DataField field, Operand value) {
        String name = field.name();
        if (value.isLoneStar()) {
            return field.scripted() ? null : Clause.exists(name);
        }
        refuseScripted(field);
        if (value instanceof Wildcard wildcard) {
            JsonValue pattern = Clause.text(wildcard.forQueryString());
            return field.isKeyword()
                    ? Clause.of("wildcard", Clause.of(name, keyword(pattern)))
                    : Clause.of(
                            "query_string",
                            Clause.of("fields", Clause.array(List.of(Clause.text(name))), "query", pattern));
        }
        JsonValue json = json(value);
        if (field.isDate()) {
            return Clause.range(name, dated(Clause.of("gte", json, "lte", json), value));
        }
        if (field.isKeyword()) {
            return Clause.of("term", Clause.of(name, keyword(json)));
        }
        return Clause.of(value instanceof Quoted ? "match_phrase" : "match", Clause.of(name, json));
    }

    private JsonObject range(DataField field, Comparison comparison, Operand bound) {
        refuseScripted(field);
        JsonObject bounds = Clause.of(comparison.key(), json(bound));
        return Clause.range(field.name(), field.isDate() ? dated(bounds, bound) : bounds);
    }

    private JsonObject keyword(JsonValue value) {
        return options.caseInsensitive()
                ? Clause.of("value", value, "case_insensitive", JsonValue.TRUE)
                : Clause.of("value", value);
    }

    /** Milliseconds since the epoch have no zone: Kibana since 2026 leaves it away beside them. */
    private JsonObject dated(JsonObject bounds, Operand value) {
        String zone = options.dateFormatTZ();
        return zone == null || isDigits(value.plain())
                ? bounds
                : Clause.JSON.createObjectBuilder(bounds).add("time_zone", zone).build();
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static JsonValue json(Operand value) {
        return switch (value) {
            case Text(String text) -> Clause.text(text);
            case Quoted(String text) -> Clause.text(text);
            case Wildcard _ -> Clause.text(value.plain());
            case Constant.TRUE -> JsonValue.TRUE;
            case Constant.FALSE -> JsonValue.FALSE;
            case Constant.NULL -> JsonValue.NULL;
        };
    }

    private static void refuseScripted(DataField field) {
        if (field.scripted()) {
            throw QueryException.of(
                    field.name() + " is a scripted field, and these are not run here.",
                    "Make it a runtime field of the index, or index its value.");
        }
    }

    private void count() {
        if (++clauses > MAX_CLAUSES) {
            throw QueryException.of(
                    "The query grows to more than %d clauses.".formatted(MAX_CLAUSES),
                    "Name the fields in place of a wildcard, or shorten the list of values.");
        }
    }
}

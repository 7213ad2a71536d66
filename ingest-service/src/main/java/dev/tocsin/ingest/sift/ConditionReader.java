package dev.tocsin.ingest.sift;

import dev.tocsin.query.KqlNode;
import dev.tocsin.query.KqlNode.And;
import dev.tocsin.query.KqlNode.Anywhere;
import dev.tocsin.query.KqlNode.Is;
import dev.tocsin.query.KqlNode.Nested;
import dev.tocsin.query.KqlNode.Not;
import dev.tocsin.query.KqlNode.Or;
import dev.tocsin.query.KqlNode.Range;
import dev.tocsin.query.Operand;
import dev.tocsin.query.QueryException;
import java.util.List;
import java.util.function.Function;

/** A tree of KQL to a condition: operators here, fields in {@link AskedField}, values in {@link ValueTests}. */
final class ConditionReader {
    private ConditionReader() {}

    static Condition read(KqlNode node) {
        return switch (node) {
            case And(List<KqlNode> all) ->
                all(all.stream().map(ConditionReader::read).toList());
            case Or(List<KqlNode> any) ->
                any(any.stream().map(ConditionReader::read).toList());
            case Not(KqlNode negated) -> not(read(negated));
            case Is(Operand field, Operand value) when field.isLoneStar() && value.isLoneStar() -> _ -> true;
            case Is(Operand field, Operand value) -> ofFields(field, asked -> asked.is(value));
            case Range(Operand field, KqlNode.Comparison comparison, Operand bound) ->
                ofFields(field, asked -> asked.isInRange(comparison, bound));
            case Anywhere _ ->
                throw QueryException.of(
                        "A value without a field would be looked for in times and numbers as well.",
                        "Name the field, as in message: value.");
            case Nested _ ->
                throw QueryException.of(
                        "Events have no nested objects.", "Write the whole name, as in log.level: ERROR.");
        };
    }

    private static Condition ofFields(Operand field, Function<AskedField, Condition> question) {
        return any(AskedField.of(field).stream().map(question).toList());
    }

    private static Condition all(List<Condition> conditions) {
        return event -> {
            for (Condition condition : conditions) {
                if (!condition.holds(event)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Condition any(List<Condition> conditions) {
        if (conditions.size() == 1) {
            return conditions.getFirst();
        }
        return event -> {
            for (Condition condition : conditions) {
                if (condition.holds(event)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Condition not(Condition condition) {
        return event -> !condition.holds(event);
    }
}

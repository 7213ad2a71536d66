package dev.tocsin.query;

import dev.tocsin.query.KqlNode.And;
import dev.tocsin.query.KqlNode.Anywhere;
import dev.tocsin.query.KqlNode.Is;
import dev.tocsin.query.KqlNode.Nested;
import dev.tocsin.query.KqlNode.Not;
import dev.tocsin.query.KqlNode.Or;
import dev.tocsin.query.KqlNode.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds habits of other query languages, which are valid KQL: the query runs and finds nothing, or is refused later. */
final class Doubts {
    private static final Pattern EQUALITY = Pattern.compile("([^\\s=!]+) ?(==?|!=) ?(.+)", Pattern.DOTALL);

    private final List<String> found = new ArrayList<>();

    private Doubts() {}

    static List<String> in(KqlNode query) {
        Doubts doubts = new Doubts();
        doubts.walk(query);
        return List.copyOf(doubts.found);
    }

    private void walk(KqlNode node) {
        switch (node) {
            case And(List<KqlNode> all) -> all.forEach(this::walk);
            case Or(List<KqlNode> any) -> any.forEach(this::walk);
            case Not(KqlNode negated) -> walk(negated);
            case Nested(Operand _, KqlNode inside) -> walk(inside);
            case Anywhere(Operand.Text(String text)) -> add(text, equality(text));
            case Is(Operand field, Operand.Text(String text)) -> add(text, lucene(field.plain(), text));
            case Is(Operand field, Operand.Constant value)
            when value == Operand.Constant.NULL ->
                found.add(
                        "Elasticsearch refuses null. Where the field is missing: not %s: *.".formatted(field.plain()));
            case Range(Operand.Text(String field), KqlNode.Comparison comparison, Operand _)
            when field.endsWith("=") ->
                found.add("\"%s\" is taken as the field. The comparison is written %s=."
                        .formatted(field, comparison.sign()));
            case Anywhere _, Is _, Range _ -> {}
        }
    }

    private void add(String text, @Nullable String special) {
        String doubt = special == null ? operators(text) : special;
        if (doubt != null) {
            found.add("\"%s\" is taken as words. %s".formatted(text, doubt));
        }
    }

    private static @Nullable String equality(String text) {
        Matcher equality = EQUALITY.matcher(text);
        if (!equality.matches()) {
            return null;
        }
        String test = equality.group(1) + ": " + equality.group(3);
        return "To compare a field write " + (equality.group(2).equals("!=") ? "not " : "") + test + ".";
    }

    private static @Nullable String lucene(String field, String text) {
        if (field.equals("_exists_")) {
            return "To ask whether a field is there write " + text + ": *.";
        }
        if (text.startsWith("[") && text.contains(" TO ")) {
            return "A range is written %s >= 1 and %s <= 9.".formatted(field, field);
        }
        return text.length() > 1 && text.startsWith("'") && text.endsWith("'")
                ? "Only double quotes make a phrase."
                : null;
    }

    private static @Nullable String operators(String text) {
        if (text.contains("&&") || text.contains("||")) {
            return "Write and for &&, or for ||.";
        }
        if (text.contains(" | ")) {
            return "KQL has no pipes.";
        }
        if (text.startsWith("!") && text.length() > 1) {
            return "Write not for !.";
        }
        return text.matches("(?is).* (and|or|not)")
                ? "The last word is no operator, because nothing follows it."
                : null;
    }
}

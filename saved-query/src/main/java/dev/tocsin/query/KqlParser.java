package dev.tocsin.query;

import dev.tocsin.query.Expectations.Expected;
import dev.tocsin.query.KqlNode.Comparison;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * KQL text to {@link KqlNode} by recursive descent with ordered choice: a method returns null and leaves the place
 * unmoved when its alternative does not fit. Takes time linear in the text: no group is read twice, and operands, which
 * are tried as a field and as a value, are remembered. Used once, by one thread.
 */
final class KqlParser {
    /** Two thousand values of a hundred characters each fit, which people do write. */
    static final int MAX_LENGTH = 262_144;

    static final int MAX_DEPTH = 100;

    private static final Operand STAR = new Operand.Wildcard(List.of("", ""));
    private static final KqlNode EVERYTHING = new KqlNode.Is(STAR, STAR);

    private final String text;
    private final boolean leadingWildcards;
    private final Expectations expected = new Expectations();
    private final boolean[] blankTried;
    private final OperandScanner operands;
    private int place;
    private int depth;

    private KqlParser(String text, boolean leadingWildcards) {
        this.text = text;
        this.leadingWildcards = leadingWildcards;
        blankTried = new boolean[text.length() + 1];
        operands = new OperandScanner(text, blankTried);
    }

    static KqlNode parse(String text, boolean leadingWildcards) {
        if (text.length() > MAX_LENGTH) {
            throw QueryException.at(
                    MAX_LENGTH,
                    "The query has %d characters, more than %d.".formatted(text.length(), MAX_LENGTH),
                    "Split it into several rules, or use a terms query in dsl.");
        }
        return new KqlParser(text, leadingWildcards).whole();
    }

    private KqlNode whole() {
        blanks();
        KqlNode query = or(null);
        blanks();
        if (place < text.length()) {
            expected.add(place, Expected.END);
            throw expected.failure(text);
        }
        return query == null ? EVERYTHING : query;
    }

    /** With a field it is the list of that field's values, else a query of its own. */
    private @Nullable KqlNode or(@Nullable Operand field) {
        KqlNode first = and(field);
        List<KqlNode> any = null;
        for (int before = place; first != null && joined("or", Expected.OR); before = place) {
            KqlNode next = and(field);
            if (next == null) {
                place = before;
                break;
            }
            any = with(any, first, next);
        }
        return any == null ? first : new KqlNode.Or(any);
    }

    private @Nullable KqlNode and(@Nullable Operand field) {
        KqlNode first = not(field);
        List<KqlNode> all = null;
        for (int before = place; first != null && joined("and", Expected.AND); before = place) {
            KqlNode next = not(field);
            if (next == null) {
                place = before;
                break;
            }
            all = with(all, first, next);
        }
        return all == null ? first : new KqlNode.And(all);
    }

    private static List<KqlNode> with(@Nullable List<KqlNode> some, KqlNode first, KqlNode next) {
        List<KqlNode> grown = some;
        if (grown == null) {
            grown = new ArrayList<>();
            grown.add(first);
        }
        grown.add(next);
        return grown;
    }

    private @Nullable KqlNode not(@Nullable Operand field) {
        int start = place;
        if (KqlCharacters.isWord(text, start, "not")) {
            place = silentBlanks(start + 3);
            if (place > start + 3) {
                KqlNode negated = term(field);
                if (negated != null) {
                    return new KqlNode.Not(negated);
                }
                place = start;
                return term(field);
            }
            place = start;
        }
        expected.add(start, Expected.NOT);
        return term(field);
    }

    private @Nullable KqlNode term(@Nullable Operand field) {
        KqlNode group = group('(', Expected.OPEN, field, ')', Expected.CLOSE);
        if (group != null) {
            return group;
        }
        return field == null ? expression() : valueOf(field);
    }

    private @Nullable KqlNode group(
            char open, Expected opening, @Nullable Operand field, char close, Expected closing) {
        int start = place;
        if (!sign(open, opening)) {
            return null;
        }
        if (++depth > MAX_DEPTH) {
            throw QueryException.at(
                    start,
                    "More than %d groups in each other.".formatted(MAX_DEPTH),
                    "Take out parentheses that are not needed; Elasticsearch refuses such deep queries too.");
        }
        blanks();
        KqlNode inside = or(field);
        if (inside != null) {
            blanks();
        }
        depth--;
        if (inside != null && sign(close, closing)) {
            return inside;
        }
        place = start;
        return null;
    }

    private @Nullable KqlNode expression() {
        int start = place;
        Operand field = operand(Expected.FIELD);
        if (field != null) {
            blanks();
            KqlNode test = sign(':', Expected.COLON) ? afterColon(field) : comparison(field);
            if (test != null) {
                return test;
            }
            place = start;
        }
        Operand value = value();
        return value == null ? null : new KqlNode.Anywhere(value);
    }

    private @Nullable KqlNode afterColon(Operand field) {
        blanks();
        KqlNode inside = group('{', Expected.OPEN_BRACE, null, '}', Expected.CLOSE_BRACE);
        if (inside != null) {
            return new KqlNode.Nested(field, inside);
        }
        KqlNode list = group('(', Expected.OPEN, field, ')', Expected.CLOSE);
        return list == null ? valueOf(field) : list;
    }

    private @Nullable KqlNode comparison(Operand field) {
        boolean less = sign('<', Expected.LESS);
        if (!less && !sign('>', Expected.GREATER)) {
            expected.add(place, Expected.LESS_OR_EQUAL);
            expected.add(place, Expected.GREATER_OR_EQUAL);
            return null;
        }
        boolean orEqual = place < text.length() && text.charAt(place) == '=';
        if (orEqual) {
            place++;
        }
        blanks();
        Operand bound = operand(Expected.LITERAL);
        if (bound == null) {
            return null;
        }
        Comparison comparison =
                less ? orEqual ? Comparison.LTE : Comparison.LT : orEqual ? Comparison.GTE : Comparison.GT;
        return new KqlNode.Range(field, comparison, bound);
    }

    private @Nullable KqlNode valueOf(Operand field) {
        Operand value = value();
        if (value == null) {
            return null;
        }
        // A field written as null is Kibana's sign for "no field".
        return field == Operand.Constant.NULL ? new KqlNode.Anywhere(value) : new KqlNode.Is(field, value);
    }

    private @Nullable Operand value() {
        int start = place;
        Operand value = operand(Expected.VALUE);
        if (!leadingWildcards
                && value instanceof Operand.Wildcard wildcard
                && wildcard.startsWithStar()
                && !value.isLoneStar()) {
            throw QueryException.at(
                    start,
                    "Leading wildcards are disabled. See query:allowLeadingWildcards in Advanced Settings.",
                    "Start the value with its first letters, or allow leading wildcards (they are slow).");
        }
        return value;
    }

    private @Nullable Operand operand(Expected name) {
        Operand operand = operands.at(place);
        if (operand == null) {
            expected.add(place, name);
            return null;
        }
        place = operands.end();
        return operand;
    }

    private boolean sign(char sign, Expected name) {
        if (place < text.length() && text.charAt(place) == sign) {
            place++;
            return true;
        }
        expected.add(place, name);
        return false;
    }

    private boolean joined(String word, Expected name) {
        int start = place;
        int at = silentBlanks(start);
        if (at > start && KqlCharacters.isWord(text, at, word)) {
            int after = at + word.length();
            place = silentBlanks(after);
            if (place > after) {
                return true;
            }
        }
        place = start;
        expected.add(start, name);
        return false;
    }

    /**
     * A missing blank is told only where no keyword and no value was looked for before: Kibana's parser remembers the
     * first try and does not report it again.
     */
    private void blanks() {
        while (KqlCharacters.isSpace(text, place)) {
            place++;
        }
        if (!blankTried[place]) {
            blankTried[place] = true;
            expected.add(place, Expected.WHITESPACE);
        }
    }

    private int silentBlanks(int from) {
        int at = from;
        while (KqlCharacters.isSpace(text, at)) {
            at++;
        }
        blankTried[at] = true;
        return at;
    }
}

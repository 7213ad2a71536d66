package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.FieldType;
import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand;
import dev.tocsin.query.Operand.Constant;
import dev.tocsin.query.Operand.Wildcard;
import dev.tocsin.query.QueryException;

/** What is asked of a field's values, by the field's type. */
final class ValueTests {
    /** What is longer is stored, and not in the index ({@code ignore_above}). */
    private static final int LONGEST_KEYWORD = 8_191;

    private ValueTests() {}

    static ValueTest is(AskedField field, Operand value) {
        if (value.isLoneStar()) {
            return (text, _) -> !isKeyword(field) || isIndexed(text);
        }
        refuseNull(field, value);
        return switch (field.type()) {
            case KEYWORD -> keyword(value);
            case TEXT -> WordTests.is(field, value);
            case LONG -> NumberTests.isLong(field, value);
            case DOUBLE -> NumberTests.isDouble(field, value);
            case DATE -> DateTests.is(field, value);
            case IP -> AddressTests.is(field, value);
            case BOOLEAN -> throw new IllegalStateException("no known field is one");
        };
    }

    static ValueTest range(AskedField field, Comparison comparison, Operand bound) {
        refuseNull(field, bound);
        return switch (field.type()) {
            case KEYWORD -> {
                String text = bound.plain();
                yield (value, _) -> isIndexed(value) && isAt(byCodePoint(value, text), comparison);
            }
            case TEXT ->
                throw QueryException.of(
                        field.name() + " is a text, and has no order.", "Ask for its words, as in message: timeout.");
            case LONG -> NumberTests.longRange(field, comparison, bound);
            case DOUBLE -> NumberTests.doubleRange(field, comparison, bound);
            case DATE -> DateTests.range(field, comparison, bound);
            case IP -> AddressTests.range(field, comparison, bound);
            case BOOLEAN -> throw new IllegalStateException("no known field is one");
        };
    }

    /** Whether a value that compares so with the bound is on the asked side of it. */
    static boolean isAt(int compared, Comparison comparison) {
        return switch (comparison) {
            case GT -> compared > 0;
            case GTE -> compared >= 0;
            case LT -> compared < 0;
            case LTE -> compared <= 0;
        };
    }

    private static ValueTest keyword(Operand value) {
        if (value instanceof Wildcard pattern) {
            return (text, _) -> isIndexed(text) && pattern.matches(text);
        }
        String plain = value.plain();
        return (text, _) -> isIndexed(text) && text.equals(plain);
    }

    private static boolean isKeyword(AskedField field) {
        return field.type() == FieldType.KEYWORD;
    }

    private static boolean isIndexed(String keyword) {
        return keyword.length() <= LONGEST_KEYWORD;
    }

    /** The order of UTF-8's bytes, which is that of the index; {@link String#compareTo} has another for emoji. */
    private static int byCodePoint(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                boolean isPair = Character.isSurrogate(one);
                return isPair == Character.isSurrogate(other) ? Character.compare(one, other) : isPair ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static void refuseNull(AskedField field, Operand value) {
        if (value == Constant.NULL) {
            throw QueryException.of(
                    "null is no value.", "For events without the field write not " + field.name() + ": *.");
        }
    }

    /** Where Elasticsearch would fail. */
    static QueryException unfit(AskedField field, Operand value, String what, String hint) {
        return QueryException.of(field.name() + " is " + what + ", and " + value.plain() + " is none.", hint);
    }
}

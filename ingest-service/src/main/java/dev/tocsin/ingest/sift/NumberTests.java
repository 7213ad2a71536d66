package dev.tocsin.ingest.sift;

import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand;
import dev.tocsin.query.Operand.Wildcard;
import java.math.BigDecimal;

/** Numbers are compared as numbers: whole ones exactly, labels as doubles. */
final class NumberTests {
    private static final String HINT = "Write a number, as in http.response.status_code >= 500.";

    private NumberTests() {}

    static ValueTest isLong(AskedField field, Operand value) {
        BigDecimal number = decimal(field, value);
        return (text, _) -> number.compareTo(new BigDecimal(text)) == 0;
    }

    static ValueTest longRange(AskedField field, Comparison comparison, Operand bound) {
        BigDecimal number = decimal(field, bound);
        return (text, _) -> ValueTests.isAt(new BigDecimal(text).compareTo(number), comparison);
    }

    static ValueTest isDouble(AskedField field, Operand value) {
        double number = decimal(field, value).doubleValue();
        return (text, _) -> Double.parseDouble(text) == number;
    }

    static ValueTest doubleRange(AskedField field, Comparison comparison, Operand bound) {
        double number = decimal(field, bound).doubleValue();
        return (text, _) -> ValueTests.isAt(Double.compare(Double.parseDouble(text), number), comparison);
    }

    private static BigDecimal decimal(AskedField field, Operand value) {
        try {
            if (!(value instanceof Wildcard) && value.plain().length() <= 100) {
                BigDecimal number = new BigDecimal(value.plain());
                if (Double.isFinite(number.doubleValue())) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            throw ValueTests.unfit(field, value, "a number", HINT);
        }
        throw ValueTests.unfit(field, value, "a number", HINT);
    }
}

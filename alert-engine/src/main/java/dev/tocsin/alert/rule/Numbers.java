package dev.tocsin.alert.rule;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in the words of reasons: whole ones in full, others to four digits or one behind the point. */
public final class Numbers {
    private static final int SIGNIFICANT_DIGITS = 4;
    private static final double PLAIN_LIMIT = 1e15;
    private static final double LARGE = 1000;

    private Numbers() {}

    public static String inWords(double value) {
        if (value == Math.rint(value) && Math.abs(value) < PLAIN_LIMIT) {
            return Long.toString((long) value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal shown = Math.abs(value) >= LARGE
                ? exact.setScale(1, RoundingMode.HALF_UP)
                : exact.round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_UP));
        return shown.stripTrailingZeros().toPlainString();
    }
}

package dev.tocsin.access;

/**
 * How much somebody may have.
 *
 * @param perSecond in the long run; 0 for no limit
 * @param burst at once after a rest
 */
public record Rate(double perSecond, double burst) {
    public Rate {
        if (!(perSecond >= 0) || !(burst >= 1)) {
            throw new IllegalArgumentException("a rate is not negative, and a burst at least 1");
        }
    }

    /** With twice as much at once after a rest. */
    public static Rate of(int perSecond) {
        return new Rate(perSecond, Math.max(1, 2.0 * perSecond));
    }

    boolean isNoLimit() {
        return perSecond == 0;
    }
}

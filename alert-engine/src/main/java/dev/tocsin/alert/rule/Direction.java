package dev.tocsin.alert.rule;

import java.util.Locale;

/** On which side of a threshold the trouble is; the threshold itself is calm. */
public enum Direction {
    ABOVE,
    BELOW;

    public boolean isBreach(double value, double threshold) {
        return this == ABOVE ? value > threshold : value < threshold;
    }

    String inWords() {
        return name().toLowerCase(Locale.ROOT);
    }
}

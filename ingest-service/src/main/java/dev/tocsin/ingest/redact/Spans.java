package dev.tocsin.ingest.redact;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Parts of a text that were found, from left to right and apart from each other. For one text. */
final class Spans {
    private static final int[] NONE = {};

    private int[] bounds = NONE;
    private int length;

    /** One that begins within the one before makes that longer. */
    void add(int from, int to) {
        if (length > 0 && from < bounds[length - 1]) {
            bounds[length - 1] = Math.max(bounds[length - 1], to);
            return;
        }
        if (length == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * length + 4);
        }
        bounds[length++] = from;
        bounds[length++] = to;
    }

    /** The text with each of them replaced; the text itself if there is none. */
    String replacedIn(String text, UnaryOperator<String> replacement) {
        if (length == 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 32);
        int copied = 0;
        for (int i = 0; i < length; i += 2) {
            out.append(text, copied, bounds[i]).append(replacement.apply(text.substring(bounds[i], bounds[i + 1])));
            copied = bounds[i + 1];
        }
        return out.append(text, copied, text.length()).toString();
    }
}

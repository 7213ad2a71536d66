package dev.tocsin.ingest.refused;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What became of a dead letter. One digit of its line says so, which is written over in its place. */
public enum LetterState {
    KEPT,
    /** Its record was taken at last. */
    REPLAYED,
    /** Somebody has said that it is of no use. */
    DROPPED;

    char digit() {
        return (char) ('1' + ordinal());
    }

    static Optional<LetterState> ofDigit(int digit) {
        return Arrays.stream(values()).filter(state -> state.digit() == digit).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

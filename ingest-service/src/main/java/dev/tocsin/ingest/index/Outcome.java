package dev.tocsin.ingest.index;

import java.util.Locale;

/** How an event is done with: each under exactly one. */
public enum Outcome {
    INDEXED,
    /** An earlier try had arrived, by the answer. */
    ALREADY_THERE,
    /** An earlier try had arrived, by looking it up. */
    FOUND_THERE,
    /** The client sent it again. */
    CLIENT_DUPLICATE,
    /** There, although it was never sent. */
    FIRST_TRY_CONFLICT,
    DEAD_LETTER;

    /** As metrics and the API write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

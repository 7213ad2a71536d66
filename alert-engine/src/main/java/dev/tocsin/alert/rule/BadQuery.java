package dev.tocsin.alert.rule;

import org.jspecify.annotations.Nullable;

/** A query that cannot be translated; the message is for the person who wrote it. */
public final class BadQuery extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final @Nullable String hint;

    BadQuery(String message, int offset, @Nullable String hint) {
        super(message);
        this.offset = offset;
        this.hint = hint;
    }

    /** Where in the text, from 0; negative if no place can be named. */
    public int offset() {
        return offset;
    }

    public @Nullable String hint() {
        return hint;
    }
}

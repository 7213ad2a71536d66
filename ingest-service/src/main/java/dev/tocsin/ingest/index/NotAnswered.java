package dev.tocsin.ingest.index;

import org.jspecify.annotations.Nullable;

/** A question to Elasticsearch got no answer that could be used: ask again later. The message holds no values. */
final class NotAnswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean concernsOneStream;

    private NotAnswered(String message, @Nullable Throwable cause, boolean concernsOneStream) {
        super(message, cause);
        this.concernsOneStream = concernsOneStream;
    }

    NotAnswered(String message) {
        this(message, null, false);
    }

    NotAnswered(String message, Throwable cause) {
        this(message, cause, false);
    }

    /** Elasticsearch answered, but about this stream or index it does not know. */
    static NotAnswered forStream(String message) {
        return new NotAnswered(message, null, true);
    }

    /** Whether other streams need not wait for it. */
    boolean concernsOneStream() {
        return concernsOneStream;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

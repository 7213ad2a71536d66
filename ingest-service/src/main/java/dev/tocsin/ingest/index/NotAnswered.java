package dev.tocsin.ingest.index;

import org.jspecify.annotations.Nullable;

/** A question to Elasticsearch got no answer that could be used: ask again later. The message holds no values. */
final class NotAnswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final Concern concern;

    private enum Concern {
        ALL,
        ONE_STREAM,
        ONE_BULK
    }

    private NotAnswered(String message, @Nullable Throwable cause, Concern concern) {
        super(message, cause);
        this.concern = concern;
    }

    NotAnswered(String message) {
        this(message, null, Concern.ALL);
    }

    NotAnswered(String message, Throwable cause) {
        this(message, cause, Concern.ALL);
    }

    /** Elasticsearch answered: it still works on a bulk. */
    static NotAnswered forBulk(String message) {
        return new NotAnswered(message, null, Concern.ONE_BULK);
    }

    /** Elasticsearch answered, but about this stream or index it does not know. */
    static NotAnswered forStream(String message) {
        return new NotAnswered(message, null, Concern.ONE_STREAM);
    }

    /** Whether other streams need not wait for it. */
    boolean concernsOneStream() {
        return concern == Concern.ONE_STREAM;
    }

    /** Whether other bulks need not wait for it. */
    boolean concernsOneBulk() {
        return concern == Concern.ONE_BULK;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

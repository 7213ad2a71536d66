package dev.tocsin.ingest.receive;

import org.jspecify.annotations.Nullable;

/** A request that is answered as a whole, before any record is looked at. */
final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpAnswer answer;

    RequestRefused(HttpAnswer answer) {
        this(answer, null);
    }

    RequestRefused(HttpAnswer answer, @Nullable Throwable cause) {
        super("answered " + answer.status(), cause, false, false);
        this.answer = answer;
    }

    HttpAnswer answer() {
        return answer;
    }
}

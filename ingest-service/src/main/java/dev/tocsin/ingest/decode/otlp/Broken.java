package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.event.MalformedRecord;

/** What is read cannot be understood. */
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient MalformedRecord why;

    Broken(MalformedRecord why) {
        super(why.reason(), null, false, false);
        this.why = why;
    }

    Broken(String reason, long offset, String hint) {
        this(new MalformedRecord(reason, offset, hint));
    }

    MalformedRecord why() {
        return why;
    }
}

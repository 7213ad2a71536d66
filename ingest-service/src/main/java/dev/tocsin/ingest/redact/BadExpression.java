package dev.tocsin.ingest.redact;

/** What somebody wrote is no regular expression that can be used; the message says why. */
public final class BadExpression extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    BadExpression(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** Where in the expression, from 0; its length if something is missing at its end. */
    public int offset() {
        return offset;
    }
}

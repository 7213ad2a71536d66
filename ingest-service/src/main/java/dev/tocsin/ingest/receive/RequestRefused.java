package dev.tocsin.ingest.receive;

import org.jspecify.annotations.Nullable;

/** A request that is answered as a whole, before any record is looked at. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RequestRefused(Refusal refusal) {
        this(refusal, null);
    }

    RequestRefused(Refusal refusal, @Nullable Throwable cause) {
        super("refused with " + refusal.status(), cause, false, false);
        this.refusal = refusal;
    }

    public RequestRefused(int status, String reason, String hint) {
        this(new Refusal(status, reason, hint));
    }

    Refusal refusal() {
        return refusal;
    }
}

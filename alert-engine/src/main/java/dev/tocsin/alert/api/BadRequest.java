package dev.tocsin.alert.api;

/** What was asked cannot be answered; the hint says what can. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String hint;

    BadRequest(int status, String reason, String hint) {
        super(reason, null, false, false);
        this.status = status;
        this.hint = hint;
    }

    static BadRequest because(String reason, String hint) {
        return new BadRequest(400, reason, hint);
    }

    static BadRequest notFound(String reason, String hint) {
        return new BadRequest(404, reason, hint);
    }

    int status() {
        return status;
    }

    String hint() {
        return hint;
    }
}

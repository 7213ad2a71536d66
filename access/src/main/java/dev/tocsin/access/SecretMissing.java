package dev.tocsin.access;

/** A reference to a secret leads nowhere; the message names it, reads on after "needs", and never shows a value. */
public final class SecretMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    SecretMissing(String message, String hint) {
        super(message, null, false, false);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}

package dev.tocsin.elastic;

/** A secret that was to come from a file does not; the message names the variable and never a secret. */
public final class UnusableSecret extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnusableSecret(String message) {
        super(message);
    }
}

package dev.tocsin.alert;

/** The engine will not start as it is set; the message says what to set. */
final class RefusedToStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedToStart(String message) {
        super(message);
    }
}

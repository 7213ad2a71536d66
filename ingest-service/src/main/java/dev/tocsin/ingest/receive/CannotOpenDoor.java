package dev.tocsin.ingest.receive;

/** A door cannot be opened; the message says which, why and what to set. */
public final class CannotOpenDoor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotOpenDoor(String message) {
        super(message);
    }

    public CannotOpenDoor(String message, Throwable cause) {
        super(message, cause);
    }
}

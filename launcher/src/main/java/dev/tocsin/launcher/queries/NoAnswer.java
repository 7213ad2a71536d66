package dev.tocsin.launcher.queries;

/** A command cannot say what it was asked; the message tells the person at the terminal what to do. */
public final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
        super(message);
    }

    NoAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}

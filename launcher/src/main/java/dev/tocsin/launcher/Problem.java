package dev.tocsin.launcher;

/** Something that the person at the terminal can mend; the message says how. Shown without a stack trace. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
        super(message);
    }

    Problem(String message, Throwable cause) {
        super(message, cause);
    }
}

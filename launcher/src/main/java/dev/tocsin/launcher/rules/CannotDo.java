package dev.tocsin.launcher.rules;

/** Something that the person at the terminal can mend; the message says how. Shown without a stack trace. */
public final class CannotDo extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotDo(String message) {
        super(message);
    }

    CannotDo(String message, Throwable cause) {
        super(message, cause);
    }
}

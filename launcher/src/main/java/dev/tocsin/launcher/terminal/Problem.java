package dev.tocsin.launcher.terminal;

import org.jspecify.annotations.Nullable;

/** Something that the person at the terminal can mend; the message says how. Shown without a stack trace. */
public class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Problem(String message) {
        super(message);
    }

    public Problem(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

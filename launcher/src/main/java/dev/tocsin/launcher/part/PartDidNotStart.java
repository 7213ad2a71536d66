package dev.tocsin.launcher.part;

/** A part ended while starting, or never became ready; the message has the end of its log and what to do. */
public final class PartDidNotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PartDidNotStart(String message) {
        super(message);
    }
}

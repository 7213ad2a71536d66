package dev.tocsin.alert.route;

/** A text that is no {@link Matcher}: where, why, and what to do. */
public final class BadMatcher extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int place;
    private final String reason;
    private final String hint;

    BadMatcher(String text, int place, String reason, String hint) {
        super("character " + place + " of '" + text + "': " + reason);
        this.place = place;
        this.reason = reason;
        this.hint = hint;
    }

    /** Which character it is, from 1; one behind the last if something is missing there. */
    public int place() {
        return place;
    }

    /** Without the place. */
    public String reason() {
        return reason;
    }

    /** Empty if the reason says it all. */
    public String hint() {
        return hint;
    }
}

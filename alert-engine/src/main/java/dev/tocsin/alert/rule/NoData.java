package dev.tocsin.alert.rule;

/** What it means that the stream itself has no document in a window, whatever the query. */
public enum NoData {
    /** The state stays as it is. */
    KEEP,
    /** As calm as a window whose hits are fine. */
    OK,
    /** An alert of its own. */
    ALERT,
    /** Nothing special: zero hits are judged as a number. What a rule that looks for too few hits starts with. */
    ZERO
}

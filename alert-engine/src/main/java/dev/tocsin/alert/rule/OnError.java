package dev.tocsin.alert.rule;

/** What it means that a rule cannot be evaluated. It is visibly failing in any case. */
public enum OnError {
    /** The state stays as it is. */
    KEEP,
    /** An alert of its own, once it has been failing for a while. */
    ALERT
}

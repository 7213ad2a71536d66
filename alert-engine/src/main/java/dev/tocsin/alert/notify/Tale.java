package dev.tocsin.alert.notify;

/** What a message tells. */
public enum Tale {
    FIRED,
    /** It fires already and became critical. */
    ESCALATED,
    /** It fires still, and people are told again. */
    STILL,
    RESOLVED,
    /** It fired and resolved before anybody could be told: one message says both. */
    OVER,
    NO_DATA,
    ERROR,
    EVENT
}

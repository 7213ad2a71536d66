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
    /** The condition holds no more, and {@code keepFiringFor} runs; like the next three only told in living messages. */
    RECOVERING,
    /** It holds again before that was over. */
    RELAPSED,
    /** It fires still and is critical no more. */
    EASED,
    /** Nothing was seen of it for so long that nobody knows how it ended. */
    EXPIRED,
    /** Its rule is gone, or groups by other fields: nobody will know how it ended. */
    UNWATCHED,
    NO_DATA,
    ERROR,
    EVENT
}

package dev.tocsin.alert.state;

/** What a transition means to people; the ones that page are FIRED, ESCALATED, RESOLVED, NO_DATA, ERROR and EVENT. */
public enum TransitionKind {
    /** The condition holds, {@code for} has not elapsed. */
    PENDING,
    /** It stopped before {@code for} elapsed; nobody was told. */
    PENDING_DROPPED,
    /** An episode begins. */
    FIRED,
    /** Warning became critical within an episode. */
    ESCALATED,
    /** Critical became warning within an episode. */
    DEESCALATED,
    /** The condition stopped; {@code keepFiringFor} runs. */
    RECOVERING,
    /** The condition came back while recovering: the same episode goes on. */
    RELAPSED,
    /** The episode ends. */
    RESOLVED,
    /** The group was not seen for {@code seenWithin}: the episode ends without a resolve. */
    EXPIRED,
    /**
     * Nobody watches it any more: its rule was removed or disabled, or groups by other fields. The episode ends without a
     * resolve, and nobody knows how things stand.
     */
    UNWATCHED,
    /** The stream itself has no document, and the rule's policy makes that an alert. */
    NO_DATA,
    /** The rule cannot be evaluated, and its policy makes that an alert. */
    ERROR,
    /** A rule of condition {@code each}: this window's events, told once. */
    EVENT
}

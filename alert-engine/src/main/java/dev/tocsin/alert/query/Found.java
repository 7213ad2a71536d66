package dev.tocsin.alert.query;

import org.jspecify.annotations.Nullable;

/**
 * What was found of one group in one window.
 *
 * @param hits matching events
 * @param measured what the condition asks for beside them: a number made of a field, or the events that also match the
 *     ratio's second query; 0 where a value is new or has changed, 1 where not; null if there is no such number
 * @param before the same of the window that this one is compared with; null where there is none
 * @param earlier the value before one that has changed; null for all others
 */
public record Found(
        long hits,
        @Nullable Double measured,
        @Nullable Found before,
        @Nullable String earlier) {
    /** Of a group that is not there. */
    public static final Found NOTHING = new Found(0, null);

    public Found(long hits, @Nullable Double measured) {
        this(hits, measured, null, null);
    }

    /** Where only events are counted. */
    public static Found hits(long hits) {
        return new Found(hits, null);
    }

    /** Compared with another window. */
    public Found after(Found earlierWindow) {
        return new Found(hits, measured, earlierWindow, earlier);
    }
}

package dev.tocsin.alert.query;

import org.jspecify.annotations.Nullable;

/**
 * What was found of one group in one window.
 *
 * @param hits matching events
 * @param measured what the condition asks for beside them: the metric's number, the events that also match the ratio's
 *     second query, those of the window that this one is compared with; 0 where a value is new or has changed, 1 where not;
 *     null if there is no such number
 * @param earlier the value before one that has changed; null for all others
 */
public record Found(
        long hits, @Nullable Double measured, @Nullable String earlier) {
    public Found(long hits, @Nullable Double measured) {
        this(hits, measured, null);
    }

    /** Of a group that is not there. */
    public static final Found NOTHING = new Found(0, null);

    /** Where only events are counted. */
    public static Found hits(long hits) {
        return new Found(hits, null);
    }
}

package dev.tocsin.ingest.enrich;

import java.time.Instant;

/** What a rule may ask of an event before it is written: the values under the names that they will have. Only during a call. */
public interface EventFields {
    /** A question about one value, in the form that the document has it. */
    @FunctionalInterface
    interface ValueTest {
        boolean holds(String value);
    }

    /** When the event came in. */
    Instant receivedAt();

    /**
     * Whether a value of a known field fulfils the test.
     *
     * @param field its place in {@link EcsFields#ALL}
     */
    boolean any(int field, ValueTest test);

    /**
     * Whether a value of a label fulfils the test.
     *
     * @param name without {@code labels.} or {@code numeric_labels.}
     * @param numeric which of the two it has to be
     */
    boolean anyOfLabel(String name, boolean numeric, ValueTest test);

    /** The same of all labels whose names fulfil a test. */
    boolean anyOfLabels(ValueTest names, boolean numeric, ValueTest test);
}

package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EventFields;

/** A question about one value of an event. */
@FunctionalInterface
interface ValueTest {
    /** @param event that it is of, for what depends on when it came */
    boolean holds(String value, EventFields event);
}

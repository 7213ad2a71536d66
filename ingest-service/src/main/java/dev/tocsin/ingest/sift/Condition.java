package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EventFields;
import dev.tocsin.query.Kql;
import dev.tocsin.query.QueryException;

/**
 * What KQL asks of an event. Thread-safe.
 *
 * <p>The answer is that of Elasticsearch for the same text, on an event that is stored as it came, with our index templates.
 * What has no such answer is refused when it is read.
 */
@FunctionalInterface
interface Condition {
    boolean holds(EventFields event);

    /** Throws {@link QueryException} with place and hint. */
    static Condition of(String kql) {
        return ConditionReader.read(Kql.parse(kql));
    }
}

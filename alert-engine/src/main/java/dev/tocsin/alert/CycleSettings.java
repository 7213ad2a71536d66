package dev.tocsin.alert;

import dev.tocsin.alert.query.RoundMemory;
import java.time.Duration;

/**
 * How a cycle works.
 *
 * @param catchUp how far back windows are evaluated after a pause; what lies further back is given up, explicitly
 * @param chunk most windows of one rule in one transaction, so that a long catch-up leaves room for others
 * @param errorAfter how long a rule has to be failing before {@code onError: alert} pages
 * @param settle how long windows wait after an outage of Elasticsearch for the events that it held up
 * @param memoryBytes of a round, see {@link RoundMemory}
 */
record CycleSettings(Duration catchUp, int chunk, Duration errorAfter, Duration settle, long memoryBytes) {
    static final CycleSettings STANDARD =
            new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO);

    CycleSettings(Duration catchUp, int chunk, Duration errorAfter, Duration settle) {
        this(catchUp, chunk, errorAfter, settle, RoundMemory.STANDARD_BYTES);
    }
}

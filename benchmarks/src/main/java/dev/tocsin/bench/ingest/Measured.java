package dev.tocsin.bench.ingest;

import java.util.Map;

/**
 * What one way did in one round.
 *
 * @param sent events
 * @param arrived documents that are in Elasticsearch afterwards
 * @param eventsPerSecond from the first byte sent to the last document indexed
 * @param cpuMicrosPerEvent by the name of each process
 */
record Measured(long sent, long arrived, double eventsPerSecond, Map<String, Double> cpuMicrosPerEvent) {
    /** How many documents there are too few, or too many: one way's doubles are nothing for another's losses. */
    long missing() {
        return Math.abs(sent - arrived);
    }
}

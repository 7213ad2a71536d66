package dev.tocsin.ingest.index;

import java.util.Map;

/**
 * What was read from the journal since the start, and what became of it: {@code read = settled + open}.
 *
 * @param read events
 * @param recovered of these, written before the start
 * @param settled by outcome
 * @param open read and not settled
 * @param twice was settled a second time: 0, unless there is a bug
 */
public record ProgressTally(long read, long recovered, Map<Outcome, Long> settled, long open, long twice) {}

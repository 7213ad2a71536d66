package dev.tocsin.ingest.index;

/**
 * Events of one data stream that were left in the journal: all between two positions.
 *
 * @param maxBytes about how much of them there is room for now
 */
public record ToReadAgain(String stream, long from, long to, int maxBytes) {}

package dev.tocsin.ingest;

/**
 * What became of a door's records that could not be decoded.
 *
 * @param kept dead letters on disk
 * @param leftOut counted only, because their client sent too many
 * @param lost could not be kept
 * @param waiting for the disk
 */
record LetterTally(long kept, long leftOut, long lost, long waiting) {
    static final LetterTally NONE = new LetterTally(0, 0, 0, 0);

    long sum() {
        return kept + leftOut + lost + waiting;
    }
}

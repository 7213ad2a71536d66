package dev.tocsin.ingest.journal;

/**
 * One file of the journal: the records from {@code base} to {@code end}.
 *
 * @param end behind its last durable record; grows while the segment is the one that is written to
 */
record Segment(long base, long baseOrdinal, long end) {
    private static final String SUFFIX = ".segment";
    private static final int DIGITS = 19;

    String name() {
        return "%019d%s".formatted(base, SUFFIX);
    }

    static boolean isName(String file) {
        return file.length() == DIGITS + SUFFIX.length()
                && file.endsWith(SUFFIX)
                && file.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
    }

    static long baseOf(String file) {
        return Long.parseLong(file.substring(0, DIGITS));
    }

    /** Where in the file the record at a position starts. */
    long offsetOf(long position) {
        return SegmentHeader.BYTES + position - base;
    }

    long fileBytes() {
        return SegmentHeader.BYTES + end - base;
    }

    Segment upTo(long newEnd) {
        return new Segment(base, baseOrdinal, newEnd);
    }
}

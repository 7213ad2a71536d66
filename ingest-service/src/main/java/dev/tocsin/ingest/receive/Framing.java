package dev.tocsin.ingest.receive;

/**
 * Where a record of a stream begins and ends: at the next LF, or, where octets are counted (RFC 6587), behind as many
 * bytes as stand in digits before it. Which of the two is decided for each frame by its first byte, because senders mix
 * them: only a count begins with 1 to 9.
 */
enum Framing {
    LINES(false),
    LINES_OR_COUNTED(true);

    /** A count of more digits would be larger than any limit. */
    static final int MOST_DIGITS = 7;

    private final boolean counts;

    Framing(boolean counts) {
        this.counts = counts;
    }

    boolean isCounted(byte first) {
        return counts && first >= '1' && first <= '9';
    }

    /** Whether a byte at the end of a line is not the record's. Blanks can be a message's own, but not those around JSON. */
    boolean isPadding(byte b) {
        return b == '\r' || (counts ? b == 0 : b == ' ' || b == '\t');
    }
}

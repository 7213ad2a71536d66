package dev.tocsin.ingest.receive;

/**
 * The parts of the heap that what comes from outside may fill, all of them at once: about 79 %. The rest is the service's
 * own. Everything that waits or is worked on has one of these parts, so a new thing to hold needs a part here.
 *
 * @param heapBytes that the process may have
 */
public record HeapShares(long heapBytes) {
    private static final long MB = 1_024 * 1_024;

    /** Fingerprints of ids that clients gave. */
    private static final long SEEN_IDS = 16 * MB;

    /** Documents of a bulk, its body, and the answer to it. */
    private static final int TIMES_BULK = 3;

    /** A quarter of a bulk's bytes is fetched at a time to be compared, four times: the answer, its copy, what is read of it. */
    private static final int LOOK_UPS_TIMES_BULK = 1;

    /** A gzipped body, what it was and the events made of it. */
    private static final int TIMES_BODY = 3;

    /** What is on the way to Elasticsearch, the bulk that is being filled with it. */
    private static final int BULKS_PERCENT = 15;

    private static final int MOST_BULKS = 8;

    private static final int MOST_PERCENT = 80;

    /** Of this process. */
    public static HeapShares ofThisProcess() {
        return new HeapShares(Runtime.getRuntime().maxMemory());
    }

    /** Bodies, events on their way to the journal, and answers. */
    public long events() {
        return heapBytes / 5;
    }

    /** Lines that are not finished, of all TCP doors. */
    long lines() {
        return heapBytes / 20;
    }

    /** What decoding needs beside bodies and events. */
    long decodingBodies() {
        return heapBytes / 100 * 13;
    }

    /** The same for lines. */
    long decodingLines() {
        return heapBytes / 10;
    }

    /** The numbers of senders that are remembered to see what is missing. */
    long numbers() {
        return heapBytes / 64;
    }

    /** Events that wait behind Elasticsearch's troubles and slow streams. */
    public long heldAside() {
        return heapBytes / 10;
    }

    /** Documents of one bulk at most. */
    public int bulk() {
        return (int) Math.min(heapBytes / 96, Integer.MAX_VALUE / 2);
    }

    /** Bulks of such a size that may be on the way at a time, in the largest heap too. */
    public int bulksOnTheWay(int bulkBytes) {
        long all = heapBytes / 100 * BULKS_PERCENT / ((long) TIMES_BULK * bulkBytes);
        return (int) Math.clamp(all - 1, 2, MOST_BULKS);
    }

    /** What a request with so large a body may need until it is answered. */
    static long neededFor(int bodyBytes) {
        return (long) TIMES_BODY * bodyBytes;
    }

    /**
     * Throws {@link CannotOpenDoor} with a sentence if the settings do not fit into the heap.
     *
     * @param events what all connections may hold
     * @param heldAside bytes of events
     * @param bulks that there are at once, the one that is being filled with them
     */
    public void require(
            long events, long heldAside, int bulkBytes, int bulks, HttpDoorSettings http, TcpDoorSettings tcp) {
        if (events < neededFor(http.maxBodyBytes())) {
            throw new CannotOpenDoor("tocsin.ingest.http.max-body (" + megabytes(http.maxBodyBytes())
                    + ") does not fit into tocsin.ingest.memory (" + megabytes(events)
                    + "), of which a request can need "
                    + TIMES_BODY + " times its body: give the service a larger heap (-Xmx, now "
                    + megabytes(heapBytes) + "), or set one of the two");
        }
        long all = events
                + heldAside
                + lines()
                + decodingBodies()
                + Math.max(decodingLines(), LongLines.leastRoom(tcp.maxLineBytes()))
                + (long) bulks * TIMES_BULK * bulkBytes
                + (long) LOOK_UPS_TIMES_BULK * bulkBytes
                + SEEN_IDS
                + numbers();
        if (all > heapBytes / 100 * MOST_PERCENT) {
            throw new CannotOpenDoor("what the service may hold in memory, " + megabytes(all)
                    + " in all, is more than " + MOST_PERCENT + " % of its heap of " + megabytes(heapBytes)
                    + ": give it a larger one (-Xmx), or lower tocsin.ingest.memory (" + megabytes(events)
                    + "), indexing.held-aside (" + megabytes(heldAside) + "), indexing.in-flight or tcp.max-line");
        }
    }

    private static String megabytes(long bytes) {
        return bytes / MB + " MB";
    }
}

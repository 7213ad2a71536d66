package dev.tocsin.ingest.receive;

/** What all doors together may hold in memory between the sockets and the journal, and while they decode. */
public final class Memory {
    private final ByteBudget budget;
    private final ByteBudget lines;
    private final DecodingRoom decoding;
    private final HeapShares shares;
    private volatile LongLines longLines;

    /**
     * With parts of this process's heap beside it.
     *
     * @param bytes of bodies, events and answers; of which one client gets half, but what its largest request may
     *     need
     */
    public Memory(long bytes, int maxLineBytes, int maxBodyBytes) {
        this(HeapShares.ofThisProcess(), bytes, maxLineBytes, maxBodyBytes);
    }

    Memory(HeapShares shares, long bytes, int maxLineBytes, int maxBodyBytes) {
        this.shares = shares;
        budget = new ByteBudget(bytes);
        lines = new ByteBudget(shares.lines());
        decoding = DecodingRoom.of(shares);
        longLines = new LongLines(shares.decodingLines(), maxLineBytes);
        fit(maxLineBytes, maxBodyBytes);
    }

    /** From now on lines and bodies are at most so large. What is being decoded is not waited for. */
    public void fit(int maxLineBytes, int maxBodyBytes) {
        budget.limitClient(Math.max(budget.limit() / 2, HeapShares.neededFor(maxBodyBytes)));
        lines.limitClient(Math.max(lines.limit() / 2, maxLineBytes + FrameBuffer.USUAL_BYTES));
        if (!longLines.areOf(maxLineBytes)) {
            longLines = new LongLines(shares.decodingLines(), maxLineBytes);
        }
    }

    /** Bodies, events and answers. */
    ByteBudget budget() {
        return budget;
    }

    /** Lines that are not finished; of which one address gets half, but what its longest line may need. */
    ByteBudget lines() {
        return lines;
    }

    DecodingRoom decoding() {
        return decoding;
    }

    LongLines longLines() {
        return longLines;
    }

    /** Bytes that the numbers of senders may take. */
    long numbers() {
        return shares.numbers();
    }

    /** Bytes held now, but those of unfinished lines. */
    public long heldBytes() {
        return budget.taken();
    }
}

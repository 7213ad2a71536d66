package dev.tocsin.alert.query;

/**
 * What a round holds on to in the heap, about; the same number of windows may come to nothing or to millions of groups.
 * Whoever keeps something adds it: answers until the round is over, what is loaded and decided until its slice is
 * committed. Each has half. It is asked before more is begun, so one thing may always be more than fits. For one thread.
 */
public final class RoundMemory {
    /**
     * With a portion of queries, an answer that is being read, and one rule that is more than fits, it is below the engine's
     * heap of 384 MB.
     */
    public static final long STANDARD_BYTES = 96L << 20;

    private final long most;
    private long answers;
    private long slice;

    public RoundMemory() {
        this(STANDARD_BYTES);
    }

    public RoundMemory(long bytes) {
        this.most = bytes;
    }

    /** Whether groups may be asked for once more. */
    boolean hasRoomForAnswers() {
        return 2 * answers < most;
    }

    void addAnswer(long bytes) {
        answers += bytes;
    }

    /** Whether so much may be loaded: as much again is left for what is decided about it. */
    public boolean hasRoomToLoad(long bytes) {
        return 4 * (slice + bytes) <= most;
    }

    /** Whether one more window may be decided. */
    public boolean hasRoomToDecide() {
        return 2 * slice < most;
    }

    /** Whether so much may wait in the database to be loaded with its rule's next windows. */
    public boolean hasRoomToHold(long bytes) {
        return 2 * bytes < most;
    }

    public void add(long bytes) {
        slice += bytes;
    }

    /** It is committed: nothing of it is kept. */
    public void endSlice() {
        slice = 0;
    }
}

package dev.tocsin.bench.crash;

import java.io.IOException;

/** One kind of trouble, made again and again while clients write. */
interface Trial {
    /** In the row's name: {@code crash.NAME}. */
    String name();

    /** How often at most. */
    default int mostRuns() {
        return 100;
    }

    /** Its part of the time, beside the others'. */
    default int share() {
        return 1;
    }

    /**
     * Plays as often as it may, and returns when everything that was acknowledged has had the time to be indexed.
     *
     * @return how often
     */
    int play(Ground ground, Budget budget) throws IOException, InterruptedException;
}

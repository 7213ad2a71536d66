package dev.tocsin.bench.crash;

import java.io.IOException;

/** One kind of trouble, made again and again while clients write. */
interface Trial {
    /** In the row's name: {@code crash.NAME}. */
    String name();

    /** How often it is to be made, if there is time; no more often. */
    int target();

    /**
     * Plays as often as it may, and returns when everything that was acknowledged has had the time to be indexed.
     *
     * @return how often
     */
    int play(Ground ground, Budget budget) throws IOException, InterruptedException;
}

package dev.tocsin.ingest.index;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that closing ends. */
public interface Pause {
    /** Returns after the time, or at once when everything is to end: then false. */
    boolean goesOnAfter(Duration wait) throws InterruptedException;

    /** A pause that ends for good when the latch has counted down. */
    static Pause until(CountDownLatch end) {
        return wait -> !end.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }
}

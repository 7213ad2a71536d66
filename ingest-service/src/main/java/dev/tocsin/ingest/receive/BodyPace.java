package dev.tocsin.ingest.receive;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body that takes much memory has to come at a pace, for others wait for the memory. For one event loop. */
final class BodyPace {
    private static final int PACED_BYTES = 256 * 1_024;
    private static final Duration WATCHED = Duration.ofSeconds(10);

    /** In each of these times; 64 KB a second. */
    private static final int LEAST_BYTES = 640 * 1_024;

    private final RequestBody body;
    private @Nullable Future<?> watch;

    BodyPace(RequestBody body) {
        this.body = body;
    }

    /**
     * Some of it came.
     *
     * @param lengthBefore of the body
     * @param tooSlow is run if it comes too slowly from now on
     */
    void came(EventExecutor loop, int lengthBefore, Runnable tooSlow) {
        if (watch == null && body.capacity() > PACED_BYTES) {
            watch(loop, lengthBefore, tooSlow);
        }
    }

    private void watch(EventExecutor loop, int lengthBefore, Runnable tooSlow) {
        watch = loop.schedule(
                () -> {
                    if (body.length() - lengthBefore < LEAST_BYTES) {
                        tooSlow.run();
                    } else {
                        watch(loop, body.length(), tooSlow);
                    }
                },
                WATCHED.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** It is whole, or given up. */
    void end() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }
}

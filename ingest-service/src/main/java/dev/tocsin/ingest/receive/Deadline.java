package dev.tocsin.ingest.receive;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a connection or a call has waited long enough for what comes next; there is one at a time. For one event loop. */
final class Deadline {
    private @Nullable Future<?> timer;

    /** In the place of the one before. */
    void in(EventExecutor loop, Duration time, Runnable then) {
        off();
        timer = loop.schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void off() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

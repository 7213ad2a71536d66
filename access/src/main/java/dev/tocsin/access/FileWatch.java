package dev.tocsin.access;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at once and then every two seconds whether files were changed, on a thread of its own, until it is closed. */
public final class FileWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Duration pause;
    private final Runnable look;
    private final Consumer<Throwable> failed;
    private final CountDownLatch closing = new CountDownLatch(1);

    private FileWatch(Duration pause, Runnable look, Consumer<Throwable> failed) {
        this.pause = pause;
        this.look = look;
        this.failed = failed;
    }

    /**
     * @param thread its name
     * @param failed told of a look that threw; the next one comes all the same, or a token that was revoked would stay in
     *     force
     */
    public static FileWatch start(String thread, Runnable look, Consumer<Throwable> failed) {
        return start(thread, LOOK, look, failed);
    }

    static FileWatch start(String thread, Duration pause, Runnable look, Consumer<Throwable> failed) {
        FileWatch watch = new FileWatch(pause, look, failed);
        Thread.ofVirtual().name(thread).start(watch::run);
        return watch;
    }

    private void run() {
        try {
            do {
                lookOnce();
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}

package dev.tocsin.alert;

import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether the certificate was replaced, and says what came of it. */
final class TlsWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final ServerTls tls;
    private final Runnable changed;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    private TlsWatch(ServerTls tls, Runnable changed, InstantSource clock) {
        this.tls = tls;
        this.changed = changed;
        this.clock = clock;
    }

    static TlsWatch start(ServerTls tls, Runnable changed, InstantSource clock) {
        TlsWatch watch = new TlsWatch(tls, changed, clock);
        Thread.ofVirtual().name("tls-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            switch (tls.readAgain(clock.instant())) {
                case Reload.Unchanged _ -> {}
                case Reload.Taken(String what) -> {
                    changed.run();
                    LOG.atInfo().addKeyValue("what", what).log("the certificate was read again");
                }
                case Reload.Refused(String reason) ->
                    LOG.atError()
                            .addKeyValue("reason", reason)
                            .log("the certificate cannot be used; the one in force stays");
            }
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("looking at the certificate failed; the one in force stays");
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}

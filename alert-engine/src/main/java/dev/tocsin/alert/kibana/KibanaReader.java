package dev.tocsin.alert.kibana;

import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kibana every few minutes once a rule wants it, sooner while it is away, and keeps what it said last: in memory,
 * and as a copy with which the engine starts when Kibana is not there. Thread-safe.
 */
public final class KibanaReader implements KibanaSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KibanaReader.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final String NOT_YET = " has not been read yet";

    private final KibanaClient client;
    private final KibanaCopies copies;
    private final InstantSource clock;
    private final Duration interval;
    private final Duration firstRetry;
    private final Predicate<String> isUsed;
    private final String place;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("kibana-reader").unstarted(this::run);
    private volatile boolean isWanted;
    private volatile KibanaShelf shelf;
    private @Nullable KibanaCopy copy;

    /**
     * @param clock the database's
     * @param interval between two looks
     * @param isUsed whether a rule refers to the object of this key
     */
    public KibanaReader(
            KibanaClient client,
            KibanaCopies copies,
            InstantSource clock,
            Duration interval,
            Predicate<String> isUsed) {
        this(client, copies, clock, interval, FIRST_RETRY, isUsed);
    }

    KibanaReader(
            KibanaClient client,
            KibanaCopies copies,
            InstantSource clock,
            Duration interval,
            Duration firstRetry,
            Predicate<String> isUsed) {
        this.client = client;
        this.copies = copies;
        this.clock = clock;
        this.interval = interval;
        this.firstRetry = firstRetry;
        this.isUsed = isUsed;
        this.place = client.settings().place();
        this.shelf = new KibanaShelf(List.of(), place, "Kibana at " + place + NOT_YET);
    }

    /** Takes what was said before, so that rules run from the first moment; then asks. */
    public void start() {
        try {
            copy = copies.load(place)
                    .flatMap(text -> KibanaCopy.fromJson(text, place))
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("What Kibana said last cannot be read");
        }
        if (copy != null) {
            shelf = new KibanaShelf(copy.entries(), place, null);
        }
        thread.start();
    }

    @Override
    public KibanaShelf current() {
        return shelf;
    }

    @Override
    public void wanted() {
        if (!isWanted) {
            isWanted = true;
            wanted.release();
        }
    }

    private void run() {
        try {
            wanted.acquire();
            Duration retry = firstRetry;
            while (true) {
                boolean isAway = look();
                boolean isSoon = isAway && retry.compareTo(interval) < 0;
                Duration pause = isSoon ? retry : interval;
                retry = isSoon ? retry.multipliedBy(2) : isAway ? retry : firstRetry;
                wanted.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; whether it is worth to look again soon. The thread has to outlive it, or Kibana is never asked again. */
    private boolean look() throws InterruptedException {
        Instant now;
        try {
            // The database keeps no more of a time than this.
            now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        } catch (RuntimeException | Error e) {
            put(troubled("was not asked: the database does not say what time it is"));
            return true;
        }
        try {
            return take(client.ask(), now);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Kibana's answer was not understood");
            return take(new KibanaAnswer.Away("its answer was not understood"), now);
        }
    }

    private boolean take(KibanaAnswer answer, Instant now) {
        switch (answer) {
            case KibanaAnswer.Exported(var export) -> {
                copy = KibanaCopy.merge(copy, export, place, now, isUsed);
                put(new KibanaShelf(copy.entries(), place, null));
                return false;
            }
            case KibanaAnswer.Refused(String reason, String hint) -> {
                put(troubled("does not give its saved objects: " + reason + (hint == null ? "" : "; " + hint)));
                return false;
            }
            case KibanaAnswer.Away(String reason) -> {
                put(troubled("does not answer: " + reason));
                return true;
            }
        }
    }

    private KibanaShelf troubled(String trouble) {
        KibanaCopy last = copy;
        return new KibanaShelf(
                last == null ? List.of() : last.entries(),
                place,
                "Kibana at " + place + " " + trouble
                        + (last == null ? "" : "; rules go on with what it said at " + last.readAt()));
    }

    private void put(KibanaShelf now) {
        KibanaShelf before = shelf;
        shelf = now;
        boolean isNew = !now.entries().equals(before.entries());
        KibanaCopy kept = copy;
        if (isNew && kept != null) {
            try {
                kept.toJson()
                        .ifPresentOrElse(
                                text -> copies.save(place, text),
                                () -> LOG.atWarn().log("What Kibana said is too much to be kept over a restart"));
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("What Kibana said cannot be kept; after a restart it has to be asked");
            }
        }
        if (now.equals(before)) {
            return;
        }
        if (now.trouble() != null) {
            LOG.atWarn().log("{}", now.trouble());
        } else {
            LOG.atInfo()
                    .addKeyValue("kibana", place)
                    .addKeyValue("objects", now.entries().size())
                    .log("Kibana's saved objects read");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        client.close();
    }
}

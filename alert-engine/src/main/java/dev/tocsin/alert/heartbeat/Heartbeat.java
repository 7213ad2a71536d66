package dev.tocsin.alert.heartbeat;

import dev.tocsin.alert.heartbeat.BeatLedger.Judgement;
import dev.tocsin.alert.heartbeat.BeatLedger.Progress;
import dev.tocsin.alert.heartbeat.BeatLedger.Stall;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a beat shortly before each of its rule's windows ends, follows it from stage to stage and names the one at which it
 * stops. One engine of all sends; the others look on. One thread, from {@link #start} to {@link #close}.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final int TIDY_EVERY = 100;

    private final BeatLedger ledger;
    private final BeatSeal seal;
    private final Pace pace;
    private final IngestDoor door;
    private final BeatSearch search;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Progress latest;
    private volatile long latestAtNanos;
    private boolean isBlind;
    private @Nullable Stage named;
    private int ticks;

    /**
     * When a beat is sent and missed.
     *
     * @param every between two beats
     * @param lead how long before the end of a window a beat is sent
     * @param patience after this time a beat should have come out; less than {@code every}
     */
    record Pace(Duration every, Duration lead, Duration patience) {
        private static final Duration LEAD = Duration.ofSeconds(5);
        private static final Duration ROOM = Duration.ofSeconds(25);

        /** @param delay of the rule */
        static Pace of(Duration every, Duration delay) {
            Duration lead = shorter(LEAD, every.dividedBy(5));
            return new Pace(every, lead, shorter(lead.plus(delay).plus(ROOM), every.minus(every.dividedBy(10))));
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        /** The end of the window in which a moment lies. */
        Instant windowEnd(Instant at) {
            long millis = every.toMillis();
            return Instant.ofEpochMilli((Math.floorDiv(at.toEpochMilli(), millis) + 1) * millis);
        }

        /** Whether the window in which now lies has no beat yet. One of the future is of a clock that was put right since. */
        boolean isNext(@Nullable Beat newest, Instant now) {
            return newest == null
                    || windowEnd(newest.sentAt()).isBefore(windowEnd(now))
                    || newest.sentAt().isAfter(now.plus(every));
        }

        /** Whether it is time for the beat of the window that now lies in. */
        boolean isTime(Instant now) {
            return !now.isBefore(windowEnd(now).minus(lead));
        }
    }

    Heartbeat(BeatLedger ledger, BeatSeal seal, Pace pace, IngestDoor door, BeatSearch search) {
        this.ledger = ledger;
        this.seal = seal;
        this.pace = pace;
        this.door = door;
        this.search = search;
        this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Where it stands, as of the last look; empty before the first. */
    public Optional<Progress> latest() {
        return Optional.ofNullable(latest);
    }

    /** How old that is. */
    Duration sinceLatest() {
        return Duration.ofNanos(System.nanoTime() - latestAtNanos);
    }

    private void run() {
        try {
            do {
                try {
                    tick();
                    isBlind = false;
                } catch (RuntimeException | Error e) {
                    if (!isBlind) {
                        isBlind = true;
                        LOG.atWarn().setCause(e).log("the heartbeat cannot be looked at, trying again");
                    }
                }
            } while (!closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() throws InterruptedException {
        Progress progress = ledger.progress();
        if (ledger.lead(LEASE)) {
            Beat newest = progress.newest();
            Instant now = progress.now();
            if (pace.isNext(newest, now) && pace.isTime(now)) {
                Beat beat =
                        new Beat(newest == null ? 1 : newest.number() + 1, Instant.ofEpochMilli(now.toEpochMilli()));
                if (ledger.begin(beat)) {
                    follow(beat, new Progress(now, beat, Map.of(), progress.proof(), progress.stall()));
                }
            } else if (newest != null) {
                follow(newest, progress);
            }
            if (ticks++ % TIDY_EVERY == 0) {
                ledger.tidy();
            }
        }
        Progress after = ledger.progress();
        latestAtNanos = System.nanoTime();
        latest = after;
        tell(after.stall());
    }

    private void follow(Beat beat, Progress progress) throws InterruptedException {
        Map<Stage, Instant> reached = progress.reached();
        if (reached.containsKey(Stage.TOLD)) {
            return;
        }
        String sealed = seal.write(beat);
        for (Stage stage : Stage.values()) {
            if (reached.containsKey(stage)) {
                continue;
            }
            Optional<String> missing = switch (stage) {
                case SENT -> door.send(beat, sealed);
                case SEARCHABLE -> search.look(sealed);
                case JUDGED ->
                    switch (ledger.judgementOf(sealed, pace.windowEnd(beat.sentAt()))) {
                        case Judgement.Seen _ -> Optional.empty();
                        case Judgement.Unseen(String reason) -> Optional.of(reason);
                    };
                case TOLD -> Optional.of(ledger.outboxTrouble(sealed));
            };
            if (missing.isPresent()) {
                if (progress.now().isAfter(beat.sentAt().plus(pace.patience()))) {
                    ledger.stalled(beat, stage, missing.get());
                }
                return;
            }
            ledger.reached(beat, stage);
        }
    }

    /** At first sight, on change and when it is over. */
    private void tell(@Nullable Stall stall) {
        Stage now = stall == null ? null : stall.stage();
        if (now == named) {
            return;
        }
        named = now;
        if (stall == null) {
            LOG.info("The heartbeat comes through again");
        } else {
            LOG.atWarn()
                    .addKeyValue("stage", stall.stage())
                    .addKeyValue("since", stall.since())
                    .addKeyValue("reason", stall.reason())
                    .log("The heartbeat stalls: {}", stall.stage().missing());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
            ledger.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The lease ends by itself.
            LOG.info("could not let another engine send the heartbeat");
        } finally {
            door.close();
        }
    }
}

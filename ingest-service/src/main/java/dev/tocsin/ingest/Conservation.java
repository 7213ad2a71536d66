package dev.tocsin.ingest;

import dev.tocsin.ingest.index.Outcome;
import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.DoorTally;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether every event is where it should be: received = accepted + malformed + dropped + sampled out + pushed back + shed + in flight at each
 * door; malformed = dead letters + left out + lost + those that wait for the disk; what the doors accepted is what the journal took; what the journal held and took was read or waits; what was
 * read is settled or in somebody's hands, each stream's under its own name. Checked every minute and at the end; a residue is an error in the log and in
 * the metrics.
 *
 * <p>The numbers are taken one after the other while events move on, so a look is repeated until it adds up. What is
 * missing shows in a quiet moment at the latest: under load some of it may be taken for what is on its way. Thread-safe.
 */
public final class Conservation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Conservation.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int LOOKS = 50;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final Supplier<List<DoorTally>> doors;
    private final Supplier<Map<String, LetterTally>> letters;
    private final Journal journal;
    private final IndexingLoop loop;
    private final InstantSource clock;
    private final Instant since;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile double residue;
    private boolean told;
    private @Nullable Statement latest;

    private Conservation(
            Supplier<List<DoorTally>> doors,
            Supplier<Map<String, LetterTally>> letters,
            Journal journal,
            IndexingLoop loop,
            InstantSource clock,
            MeterRegistry metrics) {
        this.doors = doors;
        this.letters = letters;
        this.journal = journal;
        this.loop = loop;
        this.clock = clock;
        this.since = clock.instant();
        Gauge.builder("tocsin.conservation.residue.events", this, account -> account.residue)
                .description("Events that were received and are nowhere, or are twice; looked at every minute")
                .register(metrics);
    }

    /**
     * Looks every minute until it is closed.
     *
     * @param doors what the doors have received: all of them; or none, to look only at what is behind the journal
     * @param letters what became of what they could not decode, by door
     */
    static Conservation watch(
            Supplier<List<DoorTally>> doors,
            Supplier<Map<String, LetterTally>> letters,
            Journal journal,
            IndexingLoop loop,
            InstantSource clock,
            MeterRegistry metrics) {
        return watch(doors, letters, journal, loop, clock, metrics, EVERY);
    }

    static Conservation watch(
            Supplier<List<DoorTally>> doors,
            Supplier<Map<String, LetterTally>> letters,
            Journal journal,
            IndexingLoop loop,
            InstantSource clock,
            MeterRegistry metrics,
            Duration every) {
        Conservation account = new Conservation(doors, letters, journal, loop, clock, metrics);
        Thread.ofVirtual().name("conservation").start(() -> account.run(every));
        return account;
    }

    private void run(Duration every) {
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    check();
                } catch (RuntimeException | Error e) {
                    // Not known is not 0.
                    residue = Double.NaN;
                    log.atError().setCause(e).log("whether all events are accounted for could not be seen");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The account now; one that is under a second old is as good. */
    synchronized Statement statement() {
        Statement known = latest;
        boolean isFresh = known != null && clock.instant().isBefore(known.at().plus(FRESH));
        return known != null && isFresh ? known : check();
    }

    /** Looks, and tells what it has found. */
    synchronized Statement check() {
        Look best = look();
        for (int looks = 1; looks < LOOKS && best.residue() != 0; looks++) {
            try {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            Look next = look();
            best = next.residue() < best.residue() ? next : best;
        }
        Statement statement = Statement.of(since, clock.instant(), best);
        latest = statement;
        residue = statement.residue();
        tell(statement);
        return statement;
    }

    private void tell(Statement statement) {
        if (statement.residue() != 0 && !told) {
            told = true;
            log.atError()
                    .addKeyValue("events", statement.residue())
                    .addKeyValue("findings", statement.findings())
                    .log("events are not accounted for: GET /v1/conservation has the whole account");
        } else if (statement.residue() == 0 && told) {
            told = false;
            log.atInfo().log("all events are accounted for again");
        }
    }

    private Look look() {
        // What the doors accepted lies between what the journal had taken before and what it has taken after.
        JournalTally before = journal.tally();
        Map<String, LetterTally> lettersBefore = letters.get();
        Map<String, Map<Outcome, Long>> settledBefore = loop.settledByStream();
        List<DoorTally> received = doors.get();
        Map<String, Long> recovered = loop.recoveredByStream();
        ProgressTally progress = loop.tally();
        return new Look(
                received,
                before,
                journal.tally(),
                progress,
                loop.inHand(),
                new Look.Letters(lettersBefore, letters.get()),
                new StreamLook(settledBefore, received, recovered, loop.settledByStream()));
    }

    /** Looks a last time: the doors are closed by now, and what came in by them has to be somewhere. */
    @Override
    public void close() {
        closing.countDown();
        check();
        long left = doors.get().stream().mapToLong(DoorTally::inFlight).sum();
        if (left != 0) {
            log.atError()
                    .addKeyValue("records", left)
                    .log("what became of records is not known: the doors were closed");
        }
    }
}

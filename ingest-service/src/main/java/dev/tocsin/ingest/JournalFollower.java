package dev.tocsin.ingest;

import dev.tocsin.ingest.index.BatchBuilder;
import dev.tocsin.ingest.index.Delivery;
import dev.tocsin.ingest.index.HeldStreams;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.index.Progress;
import dev.tocsin.ingest.index.ToReadAgain;
import dev.tocsin.ingest.index.Twins;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.journal.Reread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal and sets each event on its way: into the next bulk, to its stream that is held, to a copy of it that
 * it waits for; or leaves it behind, and reads it again when there is room for it. For one thread.
 */
final class JournalFollower {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFollower.class);
    /**
     * So much of what is left behind is passed at a time: some 25 ms of work, in which the bulks on the way go on. The
     * others come up so many times as fast as the stream that they pass.
     */
    private static final int BULKS_PASSED = 8;

    private final JournalReader journal;
    private final Progress progress;
    private final Twins twins;
    private final HeldStreams held;
    private final BatchBuilder batch;
    private final long mostPassed;
    private final CountDownLatch closing;

    /** @param closing ends every wait */
    JournalFollower(
            JournalReader journal,
            Progress progress,
            Twins twins,
            HeldStreams held,
            BatchBuilder batch,
            IndexSettings settings,
            CountDownLatch closing) {
        this.journal = journal;
        this.progress = progress;
        this.twins = twins;
        this.held = held;
        this.batch = batch;
        this.mostPassed = (long) BULKS_PASSED * settings.bulkBytes();
        this.closing = closing;
    }

    /**
     * Reads on, past what is to be left behind, and a little of what was: in turn, so that neither waits for the other.
     *
     * @param wait for something new, if nothing can be read again
     */
    void read(Duration wait) throws InterruptedException {
        if (held.isFull()) {
            // A copy cannot be left behind, and what is read may be one: it would overtake the limit that keeps memory
            // bounded.
            closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        boolean hasRead = readAgain();
        long left = readOn(hasRead ? Duration.ZERO : wait);
        // What is left fills no bulk: with one read for each bulk of its stream nobody would pass it.
        for (long passed = left; left > 0 && passed < mostPassed && mayReadOn(); passed += left) {
            left = readOn(Duration.ZERO);
        }
    }

    private boolean mayReadOn() {
        // At its end the journal writes its checkpoint: once for all that were passed is enough.
        return journal.unreadBytes() > 0 && !batch.isFull() && !held.isFull();
    }

    /** @return how many bytes of what was read were left behind */
    private long readOn(Duration wait) throws InterruptedException {
        long left = 0;
        for (Delivery delivery : progress.opened(poll(wait))) {
            if (held.leaves(delivery)) {
                progress.left(delivery);
                left += delivery.bytes();
            } else if (!twins.makesWait(delivery) && !held.takesNew(delivery)) {
                batch.add(delivery);
            }
        }
        held.unread(journal.unreadBytes(), batch.isFull());
        return left;
    }

    private List<JournaledEvent> poll(Duration wait) throws InterruptedException {
        try {
            return journal.poll(batch.roomBytes(), wait);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Reading the journal failed; it is tried again");
            closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            return List.of();
        }
    }

    /** @return whether anything was read again */
    private boolean readAgain() throws InterruptedException {
        Optional<ToReadAgain> next = held.toReadAgain();
        if (next.isEmpty()) {
            return false;
        }
        ToReadAgain asked = next.get();
        Reread found = look(asked);
        if (found.position() == asked.from()) {
            held.notRead(asked);
            return false;
        }
        // Before they go their way: whatever happens then, none of them is read a third time.
        long missing = held.wasRead(asked, found.events().size(), found.position());
        List<Delivery> again = progress.readAgain(found.events());
        held.takeAgain(
                asked,
                again.stream().filter(delivery -> !twins.makesWait(delivery)).toList());
        if (missing > 0) {
            throw new IllegalStateException("%d events of %s were left in the journal and are damaged there by now"
                    .formatted(missing, asked.stream()));
        }
        return true;
    }

    private Reread look(ToReadAgain asked) throws InterruptedException {
        try {
            return journal.readAgain(asked.stream(), asked.from(), asked.to(), asked.maxBytes());
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Reading the journal again failed; it is tried later");
            return new Reread(List.of(), asked.from());
        }
    }
}

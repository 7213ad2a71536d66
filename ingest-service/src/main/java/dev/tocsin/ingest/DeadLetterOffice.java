package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterShelf;
import dev.tocsin.ingest.refused.LetterState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with dead letters: look at them, send them in once more, put them away. Thread-safe. */
final class DeadLetterOffice {
    /** In one call; what is left over is told. */
    private static final int MOST = 1_000;

    private static final int MOST_REFUSED = 100;
    private static final Logger log = LoggerFactory.getLogger(DeadLetterOffice.class);

    private final LetterShelf shelf;
    private final ReplayDoor door;
    private final InstantSource clock;

    /** One at a time, so that no letter is replayed by two. */
    private final ReentrantLock lock = new ReentrantLock();

    DeadLetterOffice(LetterShelf shelf, ReplayDoor door, InstantSource clock) {
        this.shelf = shelf;
        this.door = door;
        this.clock = clock;
    }

    /**
     * What became of letters.
     *
     * @param done replayed or dropped; in a dry run, what would be
     * @param refusedInAll how many cannot be
     * @param refused the first of these
     * @param isMore whether letters were left for another call
     */
    record Result(List<LetterRef> done, int refusedInAll, List<Refused> refused, boolean isMore) {}

    /** A letter that stays as it is, and why. */
    record Refused(LetterRef ref, String reason) {}

    List<KeptLetter> list(LetterFilter filter, int most) throws IOException {
        return shelf.list(filter, most);
    }

    Optional<KeptLetter> find(LetterRef ref) throws IOException {
        return shelf.find(ref);
    }

    /**
     * Sends one in once more.
     *
     * @param instead what is sent in its place; null for the record as it is
     * @param isDry whether only to say what would become of it
     */
    Result replay(LetterRef ref, byte @Nullable [] instead, boolean isDry) throws IOException {
        return one(ref, letter -> replay(letter, instead, isDry));
    }

    /** Sends in once more all that a filter takes of those that nobody has dealt with, the oldest first. */
    Result replay(LetterFilter filter, boolean isDry) throws IOException {
        return all(filter, letter -> replay(letter, null, isDry));
    }

    Result drop(LetterRef ref, boolean isDry) throws IOException {
        return one(ref, letter -> drop(letter, isDry));
    }

    Result drop(LetterFilter filter, boolean isDry) throws IOException {
        return all(filter, letter -> drop(letter, isDry));
    }

    /** Does something with a letter, or says why not. */
    private interface Deed {
        Optional<String> refusal(KeptLetter letter) throws IOException;
    }

    private Result one(LetterRef ref, Deed deed) throws IOException {
        lock.lock();
        try {
            Optional<KeptLetter> letter = shelf.find(ref);
            Optional<String> refusal =
                    letter.isEmpty() ? Optional.of("there is no such letter") : dealtWithOr(deed, letter.get());
            return refusal.map(reason -> new Result(List.of(), 1, List.of(new Refused(ref, reason)), false))
                    .orElseGet(() -> new Result(List.of(ref), 0, List.of(), false));
        } finally {
            lock.unlock();
        }
    }

    private static Optional<String> dealtWithOr(Deed deed, KeptLetter letter) throws IOException {
        return letter.state() == LetterState.KEPT
                ? deed.refusal(letter)
                : Optional.of("it was " + letter.state().word() + " already");
    }

    private Result all(LetterFilter filter, Deed deed) throws IOException {
        List<LetterRef> done = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        int[] refusedInAll = new int[1];
        boolean[] isMore = new boolean[1];
        // What is refused again comes back as a new letter, which is for the next call.
        Instant start = clock.instant();
        lock.lock();
        try {
            shelf.visit(filter.keptOnly(), letter -> {
                if (letter.letter().at().isAfter(start)) {
                    return true;
                }
                if (done.size() == MOST) {
                    isMore[0] = true;
                    return false;
                }
                try {
                    deed.refusal(letter)
                            .ifPresentOrElse(
                                    reason -> {
                                        if (refusedInAll[0]++ < MOST_REFUSED) {
                                            refused.add(new Refused(letter.ref(), reason));
                                        }
                                    },
                                    () -> done.add(letter.ref()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            lock.unlock();
        }
        return new Result(done, refusedInAll[0], refused, isMore[0]);
    }

    private Optional<String> replay(KeptLetter letter, byte @Nullable [] instead, boolean isDry) throws IOException {
        Optional<String> refusal = isDry ? door.refusal(letter, instead) : door.take(letter, instead);
        if (refusal.isEmpty() && !isDry) {
            // One that cannot be marked may come again: under the same id, which is there already.
            shelf.mark(letter, LetterState.REPLAYED);
            tell(letter, LetterState.REPLAYED);
        }
        return refusal;
    }

    private Optional<String> drop(KeptLetter letter, boolean isDry) throws IOException {
        if (isDry) {
            return Optional.empty();
        }
        if (!shelf.mark(letter, LetterState.DROPPED)) {
            return Optional.of("it was written by an earlier build, or is gone: it goes with its file");
        }
        tell(letter, LetterState.DROPPED);
        return Optional.empty();
    }

    private static void tell(KeptLetter letter, LetterState state) {
        log.atInfo()
                .addKeyValue("letter", letter.ref())
                .addKeyValue("stage", letter.letter().stage())
                .log("a dead letter was {}", state.word());
    }
}

package dev.tocsin.ingest;

import dev.tocsin.ingest.DeadLetterResult.Reason;
import dev.tocsin.ingest.DeadLetterResult.Refused;
import dev.tocsin.ingest.DeadLetterResult.Rest;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with dead letters: look at them, send them in once more, put them away. Thread-safe. */
final class DeadLetterOffice {
    private static final String OF_EARLIER_BUILD =
            "it was written by an earlier build, or is gone: it cannot be marked";
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

    /** Who looks at letters afterwards sees all that came until then. */
    Instant now() {
        return clock.instant();
    }

    LetterShelf.Page list(LetterFilter filter, int most) throws IOException {
        return shelf.list(filter, most);
    }

    Optional<KeptLetter> find(LetterRef ref) throws IOException {
        return shelf.find(ref);
    }

    /**
     * Sends one in once more.
     *
     * @param instead what is sent in its place; null for the record as it is
     * @param newId whether it gets a new id if another document has its own
     * @param isDry whether only to say what would become of it
     */
    DeadLetterResult replay(LetterRef ref, byte @Nullable [] instead, boolean newId, boolean isDry) throws IOException {
        return one(
                ref,
                isDry,
                LetterState.REPLAYED,
                letter -> isDry ? door.refusal(letter, instead, newId) : replayed(letter, instead, newId));
    }

    /**
     * Sends in once more those that a filter takes and nobody has dealt with, the oldest first.
     *
     * @param rest what an earlier call left over, or how far somebody has looked; null for all
     * @param newId whether those get a new id whose own another document has
     */
    DeadLetterResult replay(LetterFilter filter, @Nullable Rest rest, boolean newId, boolean isDry) throws IOException {
        return many(filter, rest, isDry, LetterState.REPLAYED, letter -> {
            if (!letter.isMarkable()) {
                // It would come again with each call.
                return Optional.of(OF_EARLIER_BUILD + ". Replay it by its name");
            }
            return isDry ? door.refusal(letter, null, newId) : replayed(letter, null, newId);
        });
    }

    DeadLetterResult drop(LetterRef ref, boolean isDry) throws IOException {
        return one(ref, isDry, LetterState.DROPPED, letter -> dropped(letter, isDry));
    }

    DeadLetterResult drop(LetterFilter filter, @Nullable Rest rest, boolean isDry) throws IOException {
        return many(filter, rest, isDry, LetterState.DROPPED, letter -> dropped(letter, isDry));
    }

    private DeadLetterResult one(LetterRef ref, boolean isDry, LetterState state, DeadLetterRound.Deed deed)
            throws IOException {
        lock.lock();
        try {
            Optional<KeptLetter> letter = shelf.find(ref);
            Optional<String> refusal =
                    letter.isEmpty() ? Optional.of("there is no such letter") : dealtWithOr(deed, letter.get());
            return refusal.map(reason -> new Refused(ref, reason))
                    .map(refused ->
                            new DeadLetterResult(List.of(), List.of(refused), List.of(Reason.of(refused)), null, null))
                    .orElseGet(() ->
                            told(new DeadLetterResult(List.of(ref), List.of(), List.of(), null, null), isDry, state));
        } finally {
            lock.unlock();
        }
    }

    private static Optional<String> dealtWithOr(DeadLetterRound.Deed deed, KeptLetter letter) throws IOException {
        return letter.state() == LetterState.KEPT
                ? deed.refusal(letter)
                : Optional.of("it was " + letter.state().word() + " already");
    }

    private DeadLetterResult many(
            LetterFilter filter, @Nullable Rest rest, boolean isDry, LetterState state, DeadLetterRound.Deed deed)
            throws IOException {
        lock.lock();
        try {
            DeadLetterRound round = new DeadLetterRound(deed, rest, clock);
            shelf.visit(filter.keptOnly(), rest == null ? null : rest.after(), round::goesOnAfter);
            return told(round.result(), isDry, state);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> replayed(KeptLetter letter, byte @Nullable [] instead, boolean newId) throws IOException {
        Optional<String> refusal = door.take(letter, instead, newId);
        if (refusal.isPresent()) {
            return refusal;
        }
        try {
            // One that cannot be marked may come again: under the same id, which is there already.
            shelf.mark(letter, LetterState.REPLAYED);
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("letter", letter.ref()).log("a replayed dead letter is not marked");
        }
        return refusal;
    }

    private Optional<String> dropped(KeptLetter letter, boolean isDry) throws IOException {
        if (isDry ? !letter.isMarkable() : !shelf.mark(letter, LetterState.DROPPED)) {
            return Optional.of(OF_EARLIER_BUILD + ". It goes with its file");
        }
        return Optional.empty();
    }

    private static DeadLetterResult told(DeadLetterResult result, boolean isDry, LetterState state) {
        if (!isDry && !result.done().isEmpty()) {
            log.atInfo()
                    .addKeyValue("letters", result.done().size())
                    .addKeyValue("first", result.done().getFirst())
                    .addKeyValue("last", result.done().getLast())
                    .log("dead letters were {}", state.word());
        }
        return result;
    }
}

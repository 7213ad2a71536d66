package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterShelf;
import dev.tocsin.ingest.refused.LetterState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with dead letters: look at them, send them in once more, put them away. Thread-safe. */
final class DeadLetterOffice {
    /** In one call; what is left over is told. */
    private static final int MOST = 1_000;

    /** A call that takes longer leaves the rest to the next one, for somebody waits for its answer. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MOST_REFUSED = 100;
    private static final int MOST_REASONS = 20;
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

    /**
     * What became of letters.
     *
     * @param done replayed or dropped; in a dry run, what would be
     * @param refused the first of those that cannot be
     * @param reasons of all that cannot be
     * @param rest where the next call has to go on; null if none is left
     */
    record Result(
            List<LetterRef> done,
            List<Refused> refused,
            List<Reason> reasons,
            @Nullable Rest rest) {
        int refusedInAll() {
            return reasons.stream().mapToInt(Reason::letters).sum();
        }
    }

    /** A letter that stays as it is, and why. */
    record Refused(LetterRef ref, String reason) {}

    /**
     * Why letters stay, wherever in their records it is.
     *
     * @param letters how many
     * @param example one of them
     */
    record Reason(String reason, int letters, LetterRef example) {
        private static final String OTHERS = "other reasons";

        static Reason of(Refused one) {
            return new Reason(one.reason().replaceAll(" at byte \\d+", ""), 1, one.ref());
        }

        private Reason and(Reason more) {
            return new Reason(reason, letters + more.letters, example);
        }

        private Reason asOther() {
            return new Reason(OTHERS, letters, example);
        }
    }

    /**
     * What one call has left to the next.
     *
     * @param after the last letter that was looked at
     * @param until when the first of the calls began: what Elasticsearch refuses again comes back as a new letter, which is not meant
     */
    record Rest(LetterRef after, Instant until) {}

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
     * @param isDry whether only to say what would become of it
     */
    Result replay(LetterRef ref, byte @Nullable [] instead, boolean isDry) throws IOException {
        return one(
                ref,
                isDry,
                LetterState.REPLAYED,
                letter -> isDry ? door.refusal(letter, instead) : replayed(letter, instead));
    }

    /**
     * Sends in once more those that a filter takes and nobody has dealt with, the oldest first.
     *
     * @param rest what an earlier call left over; null for all
     */
    Result replay(LetterFilter filter, @Nullable Rest rest, boolean isDry) throws IOException {
        return many(filter, rest, isDry, LetterState.REPLAYED, letter -> {
            if (!letter.isMarkable()) {
                // It would come again with each call.
                return Optional.of(OF_EARLIER_BUILD + ". Replay it by its name");
            }
            return isDry ? door.refusal(letter, null) : replayed(letter, null);
        });
    }

    Result drop(LetterRef ref, boolean isDry) throws IOException {
        return one(ref, isDry, LetterState.DROPPED, letter -> dropped(letter, isDry));
    }

    Result drop(LetterFilter filter, @Nullable Rest rest, boolean isDry) throws IOException {
        return many(filter, rest, isDry, LetterState.DROPPED, letter -> dropped(letter, isDry));
    }

    /** Does something with a letter, or says why not. */
    private interface Deed {
        Optional<String> refusal(KeptLetter letter) throws IOException;
    }

    private Result one(LetterRef ref, boolean isDry, LetterState state, Deed deed) throws IOException {
        lock.lock();
        try {
            Optional<KeptLetter> letter = shelf.find(ref);
            Optional<String> refusal =
                    letter.isEmpty() ? Optional.of("there is no such letter") : dealtWithOr(deed, letter.get());
            return refusal.map(reason -> new Refused(ref, reason))
                    .map(refused -> new Result(List.of(), List.of(refused), List.of(Reason.of(refused)), null))
                    .orElseGet(() -> told(new Result(List.of(ref), List.of(), List.of(), null), isDry, state));
        } finally {
            lock.unlock();
        }
    }

    private static Optional<String> dealtWithOr(Deed deed, KeptLetter letter) throws IOException {
        return letter.state() == LetterState.KEPT
                ? deed.refusal(letter)
                : Optional.of("it was " + letter.state().word() + " already");
    }

    private Result many(LetterFilter filter, @Nullable Rest rest, boolean isDry, LetterState state, Deed deed)
            throws IOException {
        lock.lock();
        try {
            Instant now = clock.instant();
            Round round = new Round(deed, rest == null ? now : rest.until(), now.plus(LONGEST));
            shelf.visit(filter.keptOnly(), rest == null ? null : rest.after(), round::goesOnAfter);
            return told(round.result(), isDry, state);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            lock.unlock();
        }
    }

    /** One call that deals with many letters. */
    private final class Round {
        private final Deed deed;
        private final Instant until;
        private final Instant end;
        private final List<LetterRef> done = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();
        private final Map<String, Reason> reasons = new LinkedHashMap<>();
        private @Nullable LetterRef last;
        private boolean isMore;

        private Round(Deed deed, Instant until, Instant end) {
            this.deed = deed;
            this.until = until;
            this.end = end;
        }

        private boolean goesOnAfter(KeptLetter letter) {
            if (letter.letter().at().isAfter(until)) {
                return true;
            }
            if (done.size() == MOST || (last != null && clock.instant().isAfter(end))) {
                isMore = true;
                return false;
            }
            try {
                deed.refusal(letter).ifPresentOrElse(reason -> refuse(letter, reason), () -> done.add(letter.ref()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            last = letter.ref();
            return true;
        }

        private void refuse(KeptLetter letter, String reason) {
            Refused one = new Refused(letter.ref(), reason);
            if (refused.size() < MOST_REFUSED) {
                refused.add(one);
            }
            Reason known = Reason.of(one);
            Reason counted =
                    reasons.size() < MOST_REASONS || reasons.containsKey(known.reason()) ? known : known.asOther();
            reasons.merge(counted.reason(), counted, Reason::and);
        }

        private Result result() {
            LetterRef after = last;
            return new Result(
                    done,
                    refused,
                    List.copyOf(reasons.values()),
                    isMore && after != null ? new Rest(after, until) : null);
        }
    }

    private Optional<String> replayed(KeptLetter letter, byte @Nullable [] instead) throws IOException {
        Optional<String> refusal = door.take(letter, instead);
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

    private static Result told(Result result, boolean isDry, LetterState state) {
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

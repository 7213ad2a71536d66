package dev.tocsin.ingest;

import dev.tocsin.ingest.refused.LetterRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of dead letters.
 *
 * @param done replayed or dropped; in a dry run, what would be
 * @param refused the first of those that cannot be
 * @param reasons of all that cannot be
 * @param rest where the next call has to go on; null if none is left
 * @param until those that came later were not meant; null where one was named
 */
record DeadLetterResult(
        List<LetterRef> done,
        List<Refused> refused,
        List<Reason> reasons,
        @Nullable Rest rest,
        @Nullable Instant until) {
    int refusedInAll() {
        return reasons.stream().mapToInt(Reason::letters).sum();
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

        Reason and(Reason more) {
            return new Reason(reason, letters + more.letters, example);
        }

        Reason asOther() {
            return new Reason(OTHERS, letters, example);
        }
    }

    /**
     * What one call has left to the next.
     *
     * @param after the last letter that was looked at; null if none was
     * @param until when the first of the calls began, or somebody looked before it: what Elasticsearch refuses again comes back as
     *     a new letter, which is not meant
     */
    record Rest(@Nullable LetterRef after, Instant until) {}
}

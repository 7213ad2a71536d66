package dev.tocsin.ingest.index;

import org.jspecify.annotations.Nullable;

/** What one line of a bulk answer means for its document. Reasons hold no values of fields. */
sealed interface ItemVerdict {
    /** It is in the data stream. */
    record Indexed() implements ItemVerdict {}

    /**
     * A document with this id is there.
     *
     * @param compare whether it may be another one: nobody is known to have sent ours before
     */
    record AlreadyThere(boolean compare) implements ItemVerdict {}

    /**
     * Elasticsearch is busy.
     *
     * @param inDoubt whether it may have been taken all the same
     */
    record TryLater(String reason, boolean inDoubt) implements ItemVerdict {}

    /**
     * The document does not fit the mapping.
     *
     * @param field that does not fit; null if the answer does not say
     * @param mappedType what the mapping has; null if the answer does not say
     * @param place where in the document it was found, in bytes from its start; {@link #NOWHERE} if the answer does not say
     */
    record Conflict(@Nullable String field, @Nullable String mappedType, int place, String reason)
            implements ItemVerdict {
        static final int NOWHERE = -1;
    }

    /** The stream takes nothing, or not this: keep it, wait, report. */
    record StreamTrouble(String reason) implements ItemVerdict {}

    /** Not understood, so it is not known whether it was taken. */
    record Unknown(String reason) implements ItemVerdict {}
}

package dev.tocsin.ingest.refused;

import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One refused record with the reason.
 *
 * @param stage {@code decode} or {@code index}
 * @param origin who sent it; null for the index stage, where only the stream is known
 * @param dataStream where it should have gone; null if it was not decoded and its request did not say
 * @param id its id; null if it was not decoded and its request did not say
 * @param reason what was wrong, without values
 * @param raw the record as it came (decode) or the document as it was sent (index); cut at a limit
 * @param truncated whether {@code raw} was cut
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(
        Instant at,
        String stage,
        @Nullable Origin origin,
        @Nullable String dataStream,
        @Nullable String id,
        String reason,
        byte[] raw,
        boolean truncated) {
    /** Whether its record is the document that Elasticsearch refused, and not what came in by a door. */
    public boolean wasDecoded() {
        return !stage.equals("decode");
    }
}

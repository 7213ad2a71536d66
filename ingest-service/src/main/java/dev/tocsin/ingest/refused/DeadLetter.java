package dev.tocsin.ingest.refused;

import dev.tocsin.ingest.event.Origin;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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
    /** The reason of an event that came when another one had its id: Elasticsearch has the other one. */
    public static final String ID_TAKEN = "its id is taken by another document";

    /** Whether under its id it would only be refused once more. */
    public boolean isIdTaken() {
        return wasDecoded() && reason.equals(ID_TAKEN);
    }

    /** Whether its record is the document that Elasticsearch refused, and not what came in by a door. */
    public boolean wasDecoded() {
        return !stage.equals("decode");
    }

    /** Its record to be read, with a question mark for each byte that is not of UTF-8: places in the record stay true. */
    public String text() {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(raw);
        CharBuffer out = CharBuffer.allocate(raw.length);
        for (CoderResult end = utf8.decode(in, out, true); end.isError(); end = utf8.decode(in, out, true)) {
            in.position(in.position() + end.length());
            out.put("?".repeat(end.length()));
        }
        return out.flip().toString();
    }

    /** Whether its record can be edited as one: in UTF-8, and without control characters, which protobuf has. */
    public boolean isText() {
        String text = text();
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw)
                && text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
    }
}

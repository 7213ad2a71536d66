package dev.tocsin.ingest.refused;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; what is null does not matter.
 *
 * @param stage {@code decode} or {@code index}
 * @param text part of the reason, or of the record as far as it is in the first {@value LetterShelf#BEGINNING} bytes of its line
 */
public record LetterFilter(
        @Nullable LetterState state,
        @Nullable String stage,
        @Nullable String door,
        @Nullable String stream,
        @Nullable String text) {

    /** All that nobody has dealt with. */
    public static final LetterFilter KEPT = new LetterFilter(LetterState.KEPT, null, null, null, null);

    /** The same of those that nobody has dealt with. */
    public LetterFilter keptOnly() {
        return new LetterFilter(LetterState.KEPT, stage, door, stream, text);
    }

    boolean takes(KeptLetter kept) {
        DeadLetter letter = kept.letter();
        return (state == null || state == kept.state())
                && (stage == null || stage.equals(letter.stage()))
                && (door == null
                        || (letter.origin() != null
                                && door.equals(letter.origin().door())))
                && (stream == null || Objects.equals(stream, letter.dataStream()))
                && (text == null
                        || letter.reason().contains(text)
                        || new String(letter.raw(), StandardCharsets.UTF_8).contains(text));
    }
}

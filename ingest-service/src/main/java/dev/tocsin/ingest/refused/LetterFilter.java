package dev.tocsin.ingest.refused;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; what is null does not matter.
 *
 * @param stage {@code decode} or {@code index}
 * @param text part of the reason, or of the record as far as it is in the first {@value LetterShelf#BEGINNING} bytes of its line
 * @param record what of a letter's record the text is looked for in
 */
public record LetterFilter(
        @Nullable LetterState state,
        @Nullable String stage,
        @Nullable String door,
        @Nullable String stream,
        @Nullable String text,
        Function<DeadLetter, String> record) {
    private static final Function<DeadLetter, String> AS_KEPT = DeadLetter::text;

    /** All that nobody has dealt with. */
    public static final LetterFilter KEPT = new LetterFilter(LetterState.KEPT, null, null, null, null);

    /** One that looks at records as they are kept. */
    public LetterFilter(
            @Nullable LetterState state,
            @Nullable String stage,
            @Nullable String door,
            @Nullable String stream,
            @Nullable String text) {
        this(state, stage, door, stream, text, AS_KEPT);
    }

    /** The same of those that nobody has dealt with. */
    public LetterFilter keptOnly() {
        return new LetterFilter(LetterState.KEPT, stage, door, stream, text, record);
    }

    /** The same for somebody who sees so much of a record: what is found must not tell what is hidden. */
    public LetterFilter in(Function<DeadLetter, String> shown) {
        return new LetterFilter(state, stage, door, stream, text, shown);
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
                        || record.apply(letter).contains(text));
    }
}

package dev.tocsin.ingest.refused;

import java.util.Arrays;

/**
 * A dead letter as it is kept.
 *
 * @param position of its line in its file, in bytes
 * @param isMarkable false if it is of an earlier build, whose lines have no place for a state
 * @param isWhole whether {@link DeadLetter#raw} is all that is kept of the record, and not its beginning only
 */
public record KeptLetter(
        LetterRef ref, long position, LetterState state, boolean isMarkable, boolean isWhole, DeadLetter letter) {
    /** The same with the beginning of its record only: many of them are held at a time. */
    KeptLetter shortened(int bytes) {
        byte[] raw = letter.raw();
        if (raw.length <= bytes) {
            return this;
        }
        int end = bytes;
        while (end > 0 && (raw[end] & 0xC0) == 0x80) {
            end--; // not within a character
        }
        DeadLetter beginning = new DeadLetter(
                letter.at(),
                letter.stage(),
                letter.origin(),
                letter.dataStream(),
                letter.id(),
                letter.reason(),
                Arrays.copyOf(raw, end),
                letter.truncated());
        return new KeptLetter(ref, position, state, isMarkable, false, beginning);
    }
}

package dev.tocsin.ingest.refused;

/**
 * A dead letter as it is kept.
 *
 * @param position of its line in its file, in bytes
 * @param isWhole whether {@link DeadLetter#raw} is all that is kept of the record, and not its beginning only
 */
public record KeptLetter(LetterRef ref, long position, LetterState state, boolean isWhole, DeadLetter letter) {}

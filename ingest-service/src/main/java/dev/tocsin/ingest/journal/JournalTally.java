package dev.tocsin.ingest.journal;

/**
 * What the journal has held since it was opened: {@code recovered + appended = read + damaged + waiting}.
 *
 * @param recovered events that were there when it was opened, and not done with
 * @param recoveredEnd their positions are before this one, those of all others are not
 * @param appended events, since
 * @param read events handed out
 * @param damaged events that could not be read, known when the segment behind theirs is begun; until then they wait. Those
 *     that were damaged in the last segment when the journal was opened are nowhere here: nobody knows how many they are
 * @param waiting to be read
 */
public record JournalTally(long recovered, long recoveredEnd, long appended, long read, long damaged, long waiting) {}

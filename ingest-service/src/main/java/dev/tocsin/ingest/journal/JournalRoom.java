package dev.tocsin.ingest.journal;

import java.time.Duration;

/**
 * How full the journal is, and whether it moves.
 *
 * @param keptBytes on disk and not yet indexed (whole segments)
 * @param limitBytes what it may keep
 * @param unreadEvents appended and not yet checkpointed
 * @param accepting false while the disk refuses writes or hangs, or the limit is reached; what is appended to a disk that
 *     hangs waits all the same, as far as there is room
 * @param writeAge how long the write in hand has lasted; zero while there is none
 */
public record JournalRoom(long keptBytes, long limitBytes, long unreadEvents, boolean accepting, Duration writeAge) {}

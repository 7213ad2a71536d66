package dev.tocsin.ingest.journal;

/**
 * How full the journal is.
 *
 * @param keptBytes on disk and not yet indexed (whole segments)
 * @param limitBytes what it may keep
 * @param unreadEvents appended and not yet checkpointed
 * @param accepting false while the disk refuses writes or the limit is reached
 */
public record JournalRoom(long keptBytes, long limitBytes, long unreadEvents, boolean accepting) {}

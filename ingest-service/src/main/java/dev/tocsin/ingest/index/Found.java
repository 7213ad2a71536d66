package dev.tocsin.ingest.index;

/** Whose document is under an event's id. */
enum Found {
    /** The event itself, or a copy of it. */
    OURS,
    /** A client gave its id to something else. */
    ANOTHER
}

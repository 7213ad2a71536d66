package dev.tocsin.ingest.event;

/** What a record that came in became. */
public sealed interface RecordFate permits LogEvent, MalformedRecord, SiftedOut {}

package dev.tocsin.ingest.receive;

/** Memory for the events that records become. */
public interface Room {
    /** For what is bounded by what was read. */
    Room ENOUGH = _ -> true;

    /** Takes the bytes if they fit. */
    boolean tryTake(long bytes);
}

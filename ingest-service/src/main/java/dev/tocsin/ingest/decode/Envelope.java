package dev.tocsin.ingest.decode;

/** What several records of one request have in common. */
public interface Envelope {
    /** Bytes. */
    int length();

    /** The record with it, for itself: what is kept of a record that is refused, and can be sent once more. */
    byte[] around(byte[] bytes, int from, int to);
}

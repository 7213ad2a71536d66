package dev.tocsin.ingest.receive;

/** What of a line in a body says nothing. */
public final class BodyLines {
    private BodyLines() {}

    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\r' || b == '\t';
    }
}

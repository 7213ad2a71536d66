package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.JsonBytes;

/** Where lines end in a body, and what of them says nothing. */
public final class BodyLines {
    private BodyLines() {}

    /** The place of the line end, or behind the last byte. */
    public static int end(byte[] body, int from, int length) {
        return JsonBytes.firstLineFeed(body, from, length);
    }

    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\r' || b == '\t';
    }
}

package dev.tocsin.ingest.event;

/**
 * The {@code _id} of an event in Elasticsearch: what makes a resend harmless. At most 512 bytes (Elasticsearch's
 * limit), printable ASCII without quotes or backslash, so that it can be copied into a bulk action line unescaped.
 */
public record EventId(String value) {
    public static final int MAX_LENGTH = 512;

    public EventId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an event id: length " + value.length());
        }
    }

    /** Whether a text given by a client can be an id as it stands. */
    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}

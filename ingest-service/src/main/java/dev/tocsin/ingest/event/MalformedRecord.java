package dev.tocsin.ingest.event;

/**
 * A record that is not taken: it could not be decoded, and then this is the text of its dead letter, or its sender may not
 * write it. The answer to the client.
 *
 * @param reason what is wrong, without the offending value (it may be a secret)
 * @param offset byte offset in the record where it was noticed, or -1
 * @param hint what the sender can do
 * @param isForbidden whether there is nothing wrong with the record but who sends it; then it is kept nowhere
 */
public record MalformedRecord(String reason, long offset, String hint, boolean isForbidden) implements RecordFate {
    public MalformedRecord(String reason, long offset, String hint) {
        this(reason, offset, hint, false);
    }

    public static MalformedRecord forbidden(String reason, String hint) {
        return new MalformedRecord(reason, -1, hint, true);
    }

    /** What is wrong and where, as a dead letter keeps it. */
    public String reasonAndPlace() {
        return offset < 0 ? reason : reason + " at byte " + offset;
    }

    /** All of it in one line. */
    public String inWords() {
        return hint.isEmpty() ? reasonAndPlace() : reasonAndPlace() + "; " + hint;
    }
}

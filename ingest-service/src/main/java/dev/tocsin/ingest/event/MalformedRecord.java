package dev.tocsin.ingest.event;

/**
 * A record that is not taken: it could not be decoded, and then this is the text of its dead letter, or there is nothing wrong
 * with it but its sender or what is asked to be done with it, and then it is kept nowhere. The answer to the client.
 *
 * @param reason what is wrong, without the offending value (it may be a secret)
 * @param offset byte offset in the record where it was noticed, or -1
 * @param hint what the sender can do
 * @param fault what there is wrong
 */
public record MalformedRecord(String reason, long offset, String hint, Fault fault) implements RecordFate {
    /** Whose it is. */
    public enum Fault {
        /** It can be mended, so it is kept. */
        RECORD,
        /** Who may not write here may not fill our disk either. */
        SENDER,
        /** Of what can only be written something else is wanted: there is no event, and nothing to be mended. */
        DEED
    }

    public MalformedRecord(String reason, long offset, String hint) {
        this(reason, offset, hint, Fault.RECORD);
    }

    public static MalformedRecord forbidden(String reason, String hint) {
        return new MalformedRecord(reason, -1, hint, Fault.SENDER);
    }

    public static MalformedRecord notDoneHere(String reason, String hint) {
        return new MalformedRecord(reason, -1, hint, Fault.DEED);
    }

    public boolean isForbidden() {
        return fault == Fault.SENDER;
    }

    /** Whether it becomes a dead letter. */
    public boolean isKept() {
        return fault == Fault.RECORD;
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

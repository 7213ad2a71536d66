package dev.tocsin.ingest.index;

import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One event on its way into Elasticsearch and what is known about its tries. Worked on by one thread at a time. */
public final class Delivery {
    private static final int OVERHEAD_BYTES = 256;
    private static final int GIVEN_ID_BYTES = 128;

    private final JournaledEvent event;
    private final Progress.Span span;
    private byte[] document;
    private boolean wasSent;
    private boolean inDoubt;
    private @Nullable String doubtfulBulk;
    private int repairs;
    private int refusedAmongTaken;
    private boolean mayBeRetry;
    private boolean idIsThere;
    private @Nullable String refusal;
    private State state = State.ON_ITS_WAY;
    private @Nullable Object hand;

    Delivery(JournaledEvent event, Progress.Span span) {
        this.event = event;
        this.span = span;
        this.document = event.document();
        this.wasSent = event.maybeSent();
        this.inDoubt = event.maybeSent();
    }

    /** Of all streams of a bulk; those of one stand together in it. */
    static Set<String> streamsOf(List<Delivery> bulk) {
        Set<String> streams = new HashSet<>();
        String last = "";
        for (Delivery delivery : bulk) {
            if (!delivery.stream().equals(last)) {
                last = delivery.stream();
                streams.add(last);
            }
        }
        return streams;
    }

    JournaledEvent event() {
        return event;
    }

    String stream() {
        return event.dataStream();
    }

    String id() {
        return event.id().value();
    }

    byte[] document() {
        return document;
    }

    /** In the journal. */
    public long bytes() {
        return event.nextPosition() - event.position();
    }

    long heldBytes() {
        int ofItsId = event.clientGaveId() ? GIVEN_ID_BYTES + stream().length() + id().length() : 0;
        return document.length + OVERHEAD_BYTES + ofItsId;
    }

    Progress.Span span() {
        return span;
    }

    /** Whether an earlier try may have put it there: then "already there" is the expected answer. */
    boolean wasSent() {
        return wasSent;
    }

    /** Whether it has to be looked up before it is sent again. */
    boolean inDoubt() {
        return inDoubt;
    }

    /** The bulk whose fate is not known; null if an earlier process sent it. */
    @Nullable
    String doubtfulBulk() {
        return doubtfulBulk;
    }

    /** By another process than the one that left it, which knew nothing of that. */
    void mayHaveBeenSent() {
        wasSent = true;
        inDoubt = true;
    }

    void sentWithAnswer() {
        wasSent = true;
    }

    void sentInDoubt(String bulk) {
        wasSent = true;
        inDoubt = true;
        doubtfulBulk = bulk;
    }

    void foundMissing() {
        inDoubt = false;
        doubtfulBulk = null;
    }

    /** Whether a copy of it may have been taken before: then not even the index written to now is sure to lack it. */
    boolean isMaybeRetry() {
        return mayBeRetry;
    }

    void mayBeRetry() {
        mayBeRetry = true;
    }

    /** Whether a document with its id was seen in Elasticsearch. */
    boolean idIsThere() {
        return idIsThere;
    }

    void foundThere() {
        idIsThere = true;
    }

    int repairs() {
        return repairs;
    }

    void repaired(byte[] newDocument) {
        document = newDocument;
        repairs++;
    }

    /** Counts a refusal in a bulk in which others of its stream were taken; returns how many there were. */
    int refusedAmongTaken() {
        return ++refusedAmongTaken;
    }

    /** Why it is a dead letter, without values; null if it is none. */
    @Nullable
    String refusal() {
        return refusal;
    }

    void refused(String reason) {
        refusal = reason;
    }

    State state() {
        return state;
    }

    void state(State newState) {
        state = newState;
        hand = null;
    }

    /** Somebody works on it from now on, until it is held or settled: then others may have it on its way again. */
    void takenInto(Object newHand) {
        hand = newHand;
    }

    boolean isIn(Object someHand) {
        return hand == someHand;
    }

    /** Who is answerable for the event. */
    enum State {
        ON_ITS_WAY,
        HELD,
        SETTLED
    }
}

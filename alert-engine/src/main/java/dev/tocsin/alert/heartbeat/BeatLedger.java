package dev.tocsin.alert.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all engines know of the heartbeat, in the database and by its clock. Thread-safe. */
public interface BeatLedger {
    /**
     * Where it stands.
     *
     * @param now of the database
     * @param newest null before the first
     * @param reached when the newest came to each stage
     * @param proof the last that came out; null if none did
     * @param stall what is wrong; null while nothing is known to be
     */
    record Progress(
            Instant now,
            @Nullable Beat newest,
            Map<Stage, Instant> reached,
            @Nullable Proof proof,
            @Nullable Stall stall) {
        public Progress {
            reached = Map.copyOf(reached);
        }
    }

    /** A beat that came out of the outbox. */
    record Proof(Instant sentAt, Instant toldAt) {
        public Duration took() {
            return Duration.between(sentAt, toldAt);
        }
    }

    /**
     * A beat that did not come in time.
     *
     * @param since the first of those that did not
     * @param reason as far as it is known; may be empty
     */
    record Stall(Stage stage, Instant since, String reason) {}

    /** What the engine's rule made of a beat. */
    sealed interface Judgement {
        record Seen() implements Judgement {}

        /** @param reason why not, as far as it is known; may be empty */
        record Unseen(String reason) implements Judgement {}
    }

    /** Made at the first start, and the same for ever. */
    byte[] key();

    /** Whether this engine sends: takes that upon it if no other engine has, or renews it. */
    boolean lead(Duration lease);

    /** Lets another engine send at once. */
    void leave();

    Progress progress();

    /** A beat is about to be sent; false if there is one of that number. */
    boolean begin(Beat beat);

    /** The newest beat came so far; another one's progress is nobody's. */
    void reached(Beat beat, Stage stage);

    /** It did not come so far in time; nothing if it came out meanwhile, or is not the newest any more. */
    void stalled(Beat beat, Stage stage, String reason);

    /** @param windowEnd of the window in which it lies */
    Judgement judgementOf(String sealed, Instant windowEnd);

    /** Why it waits in the outbox; empty if that is not known. */
    String outboxTrouble(String sealed);

    /** It came out; whether it is the newest. Ends a stall if it is. */
    boolean told(Beat beat);

    /** Drops what the heartbeat leaves in the outbox. */
    void tidy();
}

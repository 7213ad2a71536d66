package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.enrich.KeyedIds;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.KeptLetter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters that come in once more, each for itself. What had an id and a data stream keeps them, and what had no id
 * gets one that is made of letter and record: replayed twice, it is there once. What would come back, because
 * another document has its id, may get one that is made of that. May be used by one thread at a time.
 */
public final class ReplayDoor {
    static final String NAME = "replay";

    private static final String TAKEN = "another document had its id, under which it would become a dead letter again:"
            + " replay it under a new id (newId, --new-id), or with another event.id in its record";

    private final Intake intake;
    private final DoorMeters meters;

    public ReplayDoor(Intake intake, MeterRegistry metrics) {
        this.intake = intake;
        this.meters = new DoorMeters(metrics, NAME);
    }

    /**
     * Why a letter would not be taken; empty if it would be. Nothing is kept.
     *
     * @param instead what is taken for its record; null for the record
     * @param mayHaveNewId whether it gets a new id if another document has its own
     */
    public Optional<String> refusal(KeptLetter kept, byte @Nullable [] instead, boolean mayHaveNewId) {
        return read(kept, instead, mayHaveNewId).refusal();
    }

    /** As {@link #refusal}; but when it returns that there is none, the event is durable in the journal. */
    public Optional<String> take(KeptLetter kept, byte @Nullable [] instead, boolean mayHaveNewId) {
        Read read = read(kept, instead, mayHaveNewId);
        Batch batch = read.batch();
        if (batch == null) {
            return read.refusal();
        }
        Receipt receipt = meters.received(1);
        try {
            intake.committing(batch).join();
        } catch (CompletionException e) {
            receipt.pushedBack("journal");
            return Optional.of("the journal did not take it: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
        receipt.taken(batch);
        return Optional.empty();
    }

    private static Read underFreeId(DeadLetter letter, Read read, boolean mayHaveNewId) {
        Batch batch = read.batch();
        if (batch == null || !letter.isIdTaken()) {
            return read;
        }
        LogEvent event = batch.events().getFirst();
        EventId id = event.clientId();
        if (id == null || !id.value().equals(letter.id())) {
            return read;
        }
        if (!mayHaveNewId) {
            return Read.refused(TAKEN);
        }
        return new Read(batchOf(letter, new LogEvent(nextTo(id, event), event.dataStream(), event.document())), null);
    }

    /**
     * Made of the one that is taken, not of the letter: of an event that its sender repeated there is a letter for each time,
     * and all of them are to be one document. If another document has this one, too, the letter that comes leads to the next.
     */
    private static EventId nextTo(EventId taken, LogEvent event) {
        return KeyedIds.under("taken " + event.dataStream() + " " + taken.value())
                .of(0, new byte[0], 0, 0);
    }

    /** With the time, for another node has letters of the same names. */
    private static String nameOf(KeptLetter kept) {
        return "dead letter " + kept.ref() + " of " + kept.letter().at();
    }

    private Read read(KeptLetter kept, byte @Nullable [] instead, boolean mayHaveNewId) {
        return underFreeId(kept.letter(), read(kept, instead), mayHaveNewId);
    }

    private Read read(KeptLetter kept, byte @Nullable [] instead) {
        DeadLetter letter = kept.letter();
        if (instead == null && letter.truncated()) {
            return Read.refused("its record was cut, so it is not whole: replay it with the whole record in its place");
        }
        if (instead == null && !kept.isWhole()) {
            return Read.refused("its record is larger than 16 MB: send it from its file, by the HTTP door");
        }
        if (instead != null || !letter.wasDecoded()) {
            return decoded(kept, instead == null ? letter.raw() : instead);
        }
        UnindexedEvent unindexed = UnindexedEvent.of(letter);
        LogEvent event = unindexed.event();
        return event == null ? Read.refused(unindexed.trouble()) : new Read(batchOf(letter, event), null);
    }

    /** Whether its sender may write the letter's stream was asked at the door: who replays may write all. */
    private Read decoded(KeptLetter kept, byte[] record) {
        DeadLetter letter = kept.letter();
        EventId own = ownId(letter);
        Claim claim = new Claim(own == null ? letter.id() : null, letter.dataStream());
        RecordSlice slice = new RecordSlice(record, 0, record.length, null, claim);
        String key = own == null ? nameOf(kept) : null;
        Batch batch = intake.read(origin(letter), List.of(slice), key, WriteRight.ALL, Room.ENOUGH);
        return switch (batch.fates().getFirst()) {
            case MalformedRecord refusal -> Read.refused(refusal.inWords());
            case SiftedOut out -> Read.refused("the rule '" + out.rule() + "' of tocsin.ingest.events takes it out");
            case LogEvent event
            when event.clientId() == null && own != null ->
                new Read(batchOf(letter, new LogEvent(own, event.dataStream(), event.document())), null);
            case LogEvent _ -> new Read(batch, null);
        };
    }

    /**
     * The id that an event had when Elasticsearch refused it, and keeps when its record is mended, unless that names another:
     * its own may be taken. Null if it had none yet; what a request said beside a record is not for the record to change.
     */
    private static @Nullable EventId ownId(DeadLetter letter) {
        String id = letter.id();
        return letter.wasDecoded() && id != null && EventId.isValid(id) ? new EventId(id) : null;
    }

    private static Batch batchOf(DeadLetter letter, LogEvent event) {
        return new Batch(origin(letter), List.of(event), List.of(), 0, event.document().length);
    }

    private static Origin origin(DeadLetter letter) {
        Origin sender = letter.origin();
        return sender == null ? new Origin(NAME, null) : new Origin(NAME, sender.peer(), sender.format());
    }

    /** What came in by it and what became of it. */
    public DoorTally tally() {
        return meters.tally();
    }

    /** One of the two. */
    private record Read(@Nullable Batch batch, @Nullable String reason) {
        static Read refused(String reason) {
            return new Read(null, reason);
        }

        Optional<String> refusal() {
            return Optional.ofNullable(reason);
        }
    }
}

package dev.tocsin.ingest.receive;

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
 * Dead letters that come in once more, each for itself. What could be decoded keeps its id, and what could not gets one
 * that is made of letter and record: replayed twice, it is there once.
 */
public final class ReplayDoor {
    static final String NAME = "replay";

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
     */
    public Optional<String> refusal(KeptLetter kept, byte @Nullable [] instead) {
        if (instead == null && kept.letter().truncated()) {
            return Optional.of("its record was cut, so it is not whole: replay it with the whole record in its place");
        }
        if (instead == null && !kept.isWhole()) {
            return Optional.of("its record is larger than 16 MB: send it from its file, by the HTTP door");
        }
        return switch (batch(kept, instead).fates().getFirst()) {
            case LogEvent _ -> Optional.empty();
            case MalformedRecord refusal -> Optional.of(inWords(refusal));
            case SiftedOut out -> Optional.of("the rule '" + out.rule() + "' takes it out");
        };
    }

    /** As {@link #refusal}; but when it returns that there is none, the event is durable in the journal. */
    public Optional<String> take(KeptLetter kept, byte @Nullable [] instead) {
        Optional<String> refusal = refusal(kept, instead);
        if (refusal.isPresent()) {
            return refusal;
        }
        Receipt receipt = meters.received(1);
        Batch batch;
        try {
            batch = batch(kept, instead);
        } catch (RuntimeException | Error e) {
            receipt.pushedBack("error");
            throw e;
        }
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

    private Batch batch(KeptLetter kept, byte @Nullable [] instead) {
        DeadLetter letter = kept.letter();
        Origin sender = letter.origin();
        Origin origin = sender == null ? new Origin(NAME, null) : new Origin(NAME, sender.peer(), sender.format());
        String id = letter.id();
        String stream = letter.dataStream();
        if (instead == null && id != null && stream != null) {
            LogEvent event = new LogEvent(new EventId(id), stream, letter.raw());
            return new Batch(origin, List.of(event), List.of(), 0, event.document().length);
        }
        byte[] record = instead == null ? letter.raw() : instead;
        RecordSlice slice = RecordSlice.of(record, 0, record.length);
        return intake.read(origin, List.of(slice), "dead letter " + kept.ref(), WriteRight.ALL, Room.ENOUGH);
    }

    private static String inWords(MalformedRecord refusal) {
        String place = refusal.offset() < 0 ? "" : " at byte " + refusal.offset();
        return refusal.reason() + place + (refusal.hint().isEmpty() ? "" : "; " + refusal.hint());
    }

    /** What came in by it and what became of it. */
    public DoorTally tally() {
        return meters.tally();
    }
}

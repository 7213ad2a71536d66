package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Takes one event a request, and runs out of memory at one place. */
@NullMarked
record ExhaustedIntake(Place place) implements Intake {
    /** Where memory runs out. */
    enum Place {
        READING,
        COMMITTING,
        BEING_COMMITTED,
        ANSWERING
    }

    @Override
    public Batch read(
            Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey, WriteRight right, Room room) {
        runOutAt(Place.READING);
        LogEvent event = new LogEvent(null, "logs-shop-tocsin", "{\"event\":{}}".getBytes(UTF_8));
        return new Batch(origin, List.of(event), List.of(), 0, 1_000);
    }

    @Override
    public CompletableFuture<Committed> commit(Batch batch) {
        runOutAt(Place.COMMITTING);
        return place == Place.BEING_COMMITTED
                ? CompletableFuture.failedFuture(new OutOfMemoryError("as if"))
                : CompletableFuture.completedFuture(Committed.of(() -> {
                    runOutAt(Place.ANSWERING);
                    return List.of(new EventId("one"));
                }));
    }

    private void runOutAt(Place here) {
        if (here == place) {
            throw new OutOfMemoryError("as if");
        }
    }
}

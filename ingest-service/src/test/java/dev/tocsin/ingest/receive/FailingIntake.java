package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Fails when anything arrives. */
@NullMarked
final class FailingIntake implements Intake {
    @Override
    public Batch read(
            Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey, WriteRight right, Room room) {
        throw new IllegalStateException("nothing should arrive");
    }

    @Override
    public CompletableFuture<Committed> commit(Batch batch) {
        throw new IllegalStateException("nothing should arrive");
    }
}

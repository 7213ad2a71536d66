package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Takes every line as it is. It has a bug, which the word poison finds. */
@NullMarked
final class CollectingIntake implements Intake {
    /** Those that the door did not refuse. */
    final List<String> lines = new CopyOnWriteArrayList<>();

    final List<MalformedRecord> refused = new CopyOnWriteArrayList<>();
    private CompletableFuture<Committed> durable = CompletableFuture.completedFuture(Committed.of(Appended.NOTHING));
    private long bytesOfBatch;

    /** From now on each batch holds so much memory, and is not durable until {@link #release}. */
    void hold(long bytes) {
        durable = new CompletableFuture<>();
        bytesOfBatch = bytes;
    }

    void release() {
        durable.complete(Committed.of(Appended.NOTHING));
    }

    @Override
    public Batch read(
            Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey, WriteRight right, Room room) {
        List<String> read = new ArrayList<>();
        for (RecordSlice record : records) {
            String line = new String(record.bytes(), record.from(), record.to() - record.from(), UTF_8);
            if (line.contains("poison")) {
                throw new IllegalStateException("as if");
            }
            if (record.refusal() == null) {
                read.add(line);
            } else {
                refused.add(record.refusal());
            }
        }
        lines.addAll(read);
        LogEvent event = new LogEvent(null, "logs-any-tocsin", "{\"event\":{\"kind\":\"event\"}}".getBytes(UTF_8));
        return new Batch(origin, Collections.nCopies(records.size(), event), List.of(), 0, bytesOfBatch);
    }

    @Override
    public CompletableFuture<Committed> commit(Batch batch) {
        return durable;
    }
}

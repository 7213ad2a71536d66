package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournalRoom;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.journal.Settlements;
import dev.tocsin.ingest.journal.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A journal in memory that can be told to refuse or to be slow. */
@NullMarked
public final class MemoryJournal implements Journal {
    private final List<LogEvent> events = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable RuntimeException refusal;
    private boolean holds;
    private int appends;
    private int given;

    private final Settlements settlements = new Settlements();

    @Override
    public CompletableFuture<Appended> append(List<LogEvent> batch) {
        return append(batch, false);
    }

    @Override
    public CompletableFuture<Appended> appendFollowed(List<LogEvent> batch) {
        return append(batch, true);
    }

    @Override
    public Settlements settlements() {
        return settlements;
    }

    private synchronized CompletableFuture<Appended> append(List<LogEvent> batch, boolean isFollowed) {
        appends++;
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        List<EventId> ids = batch.stream()
                .map(event -> Optional.ofNullable(event.clientId()).orElse(new EventId("event-" + ++given)))
                .toList();
        int first = events.size();
        events.addAll(batch);
        Settling settling = isFollowed
                ? settlements.follow(
                        IntStream.range(first, events.size()).asLongStream().toArray())
                : null;
        Appended appended = new Written(ids, settling);
        CompletableFuture<Appended> durable = new CompletableFuture<>();
        if (holds) {
            held.add(() -> durable.complete(appended));
        } else {
            durable.complete(appended);
        }
        return durable;
    }

    private record Written(List<EventId> ids, @Nullable Settling settling) implements Appended {}

    @Override
    public synchronized JournalTally tally() {
        return new JournalTally(0, 0, events.size(), 0, 0, events.size());
    }

    /** From now on every append fails with it; null: none does. */
    public synchronized void refuse(@Nullable RuntimeException newRefusal) {
        refusal = newRefusal;
    }

    /** Appends are taken but not durable until {@link #release()}. */
    public synchronized void hold() {
        holds = true;
    }

    public void release() {
        List<Runnable> due;
        synchronized (this) {
            holds = false;
            due = List.copyOf(held);
            held.clear();
        }
        due.forEach(Runnable::run);
    }

    public synchronized List<LogEvent> events() {
        return List.copyOf(events);
    }

    public synchronized int count() {
        return events.size();
    }

    public synchronized int appends() {
        return appends;
    }

    @Override
    public JournalReader reader() {
        throw new UnsupportedOperationException("nobody reads in these tests");
    }

    @Override
    public JournalRoom room() {
        return new JournalRoom(0, 1, count(), refusal == null, Duration.ZERO);
    }

    @Override
    public void close() {}
}

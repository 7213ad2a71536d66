package dev.tocsin.ingest.index;

import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Which of the events that were read are done with: the checkpoint may move to the first that is not. Events are
 * followed by the stretch that they were read in, not one by one. Thread-safe.
 */
public final class Progress {
    private final Deque<Span> spans = new ArrayDeque<>();
    private final Consumer<Delivery> whenSettled;
    private long done = -1;

    /** @param whenSettled is told each event that is done with */
    Progress(Consumer<Delivery> whenSettled) {
        this.whenSettled = whenSettled;
    }

    /** Takes events just read, in journal order. */
    public synchronized List<Delivery> opened(List<JournaledEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        Span span = new Span(events.getLast().nextPosition(), events.getFirst().appendedAt(), events.size());
        spans.addLast(span);
        List<Delivery> deliveries = new ArrayList<>(events.size());
        for (JournaledEvent event : events) {
            deliveries.add(new Delivery(event, span));
        }
        return deliveries;
    }

    /** The event is in Elasticsearch or a durable dead letter. */
    synchronized void settled(Delivery delivery) {
        delivery.state(Delivery.State.SETTLED);
        delivery.span().open--;
        while (!spans.isEmpty() && spans.getFirst().open == 0) {
            done = spans.removeFirst().end;
        }
        whenSettled.accept(delivery);
    }

    /** Everything before it is done; empty if nothing is yet. */
    public synchronized OptionalLong done() {
        return done < 0 ? OptionalLong.empty() : OptionalLong.of(done);
    }

    /** When the oldest event that is not done was appended, in ms; empty if all are done. */
    public synchronized OptionalLong oldestOpen() {
        return spans.isEmpty() ? OptionalLong.empty() : OptionalLong.of(spans.getFirst().appendedAt);
    }

    /** Events that were read together. */
    static final class Span {
        private final long end;
        private final long appendedAt;
        private int open;

        private Span(long end, long appendedAt, int open) {
            this.end = end;
            this.appendedAt = appendedAt;
            this.open = open;
        }
    }
}

package dev.tocsin.ingest.index;

import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which of the events that were read are done with: the checkpoint may move to the first that is not. Events are
 * followed by the stretch that they were read in, not one by one. Stretches beside each other of which nothing is in
 * memory become one: those that are finished, and those of which events were left in the journal, up to a size. So there
 * are about twice as many as events in memory at most, and one for each few MB of the journal. Thread-safe.
 */
public final class Progress {
    private static final Outcome[] OUTCOMES = Outcome.values();

    /** Of a stretch of which events were left: as long as one of them is open the checkpoint stands before it. */
    private static final long MOST_BYTES_LEFT = 16 * 1024 * 1024;

    private @Nullable Span first;
    private @Nullable Span last;
    private final long recoveredEnd;
    private final Watch watch;
    private final long[] settled = new long[OUTCOMES.length];
    private long done = -1;
    private long read;
    private long recovered;
    private long twice;

    /** Is told of each event once, and of how many there were; not to wait for anything. */
    interface Watch {
        /** It was written before the start, and was read now. */
        void recovered(JournaledEvent event);

        /** It is done with. */
        void settled(Delivery delivery);

        /** So many of a stream are, in this way. */
        void counted(String stream, Outcome outcome, int events);
    }

    /**
     * @param recoveredEnd events before this position were written before the start
     * @param watch is told of each event
     */
    Progress(long recoveredEnd, Watch watch) {
        this.recoveredEnd = recoveredEnd;
        this.watch = watch;
    }

    /** Takes events just read, in journal order; {@link #left} is to follow for those that are to be read again. */
    public synchronized List<Delivery> opened(List<JournaledEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        Span span = new Span(events);
        List<Delivery> deliveries = new ArrayList<>(events.size());
        for (JournaledEvent event : events) {
            deliveries.add(new Delivery(event, span));
            if (event.position() < recoveredEnd) {
                recovered++;
                watch.recovered(event);
            }
        }
        read += events.size();
        Span before = last;
        span.before = before;
        if (before == null) {
            first = span;
        } else {
            before.after = span;
        }
        last = span;
        return deliveries;
    }

    /** An event just read is left in the journal: nobody has it until it is read again. */
    public synchronized void left(Delivery delivery) {
        Span span = delivery.span();
        span.left++;
        join(span);
    }

    /** Takes events that were left, in journal order. They count as read once. */
    public synchronized List<Delivery> readAgain(List<JournaledEvent> events) {
        List<Delivery> deliveries = new ArrayList<>(events.size());
        Span span = first;
        for (JournaledEvent event : events) {
            while (span != null && span.end <= event.position()) {
                span = span.after;
            }
            if (span == null || span.left == 0) {
                throw new IllegalArgumentException("position " + event.position() + " was not left");
            }
            span.left--;
            deliveries.add(new Delivery(event, span));
        }
        return deliveries;
    }

    /** The event is in Elasticsearch or a durable dead letter. */
    void settled(Delivery delivery, Outcome outcome) {
        settled(List.of(delivery), outcome);
    }

    /** These are, all in the same way. */
    synchronized void settled(List<Delivery> deliveries, Outcome outcome) {
        String stream = "";
        int ofStream = 0;
        for (Delivery delivery : deliveries) {
            if (delivery.state() == Delivery.State.SETTLED) {
                // Its stretch may have others that are open: they are not to be passed over for it.
                twice++;
                continue;
            }
            if (!delivery.stream().equals(stream)) {
                counted(stream, outcome, ofStream);
                stream = delivery.stream();
                ofStream = 0;
            }
            ofStream++;
            settle(delivery);
        }
        counted(stream, outcome, ofStream);
    }

    private void counted(String stream, Outcome outcome, int events) {
        if (events > 0) {
            settled[outcome.ordinal()] += events;
            watch.counted(stream, outcome, events);
        }
    }

    private void settle(Delivery delivery) {
        delivery.state(Delivery.State.SETTLED);
        Span span = delivery.span();
        span.open--;
        if (span.open == 0 && span.before == null) {
            finished(span);
        } else {
            join(span);
        }
        watch.settled(delivery);
    }

    private void finished(Span oldest) {
        done = oldest.end;
        remove(oldest);
        Span next = first;
        if (next != null && next.open == 0) {
            done = next.end;
            remove(next);
        }
    }

    private void join(Span span) {
        Span before = span.before;
        if (before != null) {
            joinIfIdle(before, span);
        }
        Span after = span.after;
        if (after != null) {
            joinIfIdle(span, after);
        }
    }

    private void joinIfIdle(Span earlier, Span later) {
        if (!earlier.isIdle() || !later.isIdle()) {
            return;
        }
        boolean areDone = earlier.open == 0 && later.open == 0;
        if (areDone || later.end - earlier.start <= MOST_BYTES_LEFT) {
            later.start = earlier.start;
            later.appendedAt = earlier.appendedAt;
            later.open += earlier.open;
            later.left += earlier.left;
            remove(earlier);
        }
    }

    private void remove(Span span) {
        Span before = span.before;
        Span after = span.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
    }

    /** What was read and what became of it. */
    public synchronized ProgressTally tally() {
        long unfinished = 0;
        for (Span span = first; span != null; span = span.after) {
            unfinished += span.open;
        }
        Map<Outcome, Long> byOutcome = new EnumMap<>(Outcome.class);
        for (Outcome outcome : OUTCOMES) {
            byOutcome.put(outcome, settled[outcome.ordinal()]);
        }
        return new ProgressTally(read, recovered, Map.copyOf(byOutcome), unfinished, twice);
    }

    /** How many stretches are followed. */
    synchronized int stretches() {
        int count = 0;
        for (Span span = first; span != null; span = span.after) {
            count++;
        }
        return count;
    }

    /** Everything before it is done; empty if nothing is yet. */
    public synchronized OptionalLong done() {
        return done < 0 ? OptionalLong.empty() : OptionalLong.of(done);
    }

    /** When the oldest event that is not done was appended, in ms; empty if all are done. */
    public synchronized OptionalLong oldestOpen() {
        Span oldest = first;
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.appendedAt);
    }

    /** Events that were read together, or beside each other. */
    static final class Span {
        private final long end;
        private long start;
        private long appendedAt;
        private int open;
        private int left;
        private @Nullable Span before;
        private @Nullable Span after;

        private Span(List<JournaledEvent> events) {
            this.start = events.getFirst().position();
            this.end = events.getLast().nextPosition();
            this.appendedAt = events.getFirst().appendedAt();
            this.open = events.size();
        }

        /** Whether no event of it is in memory: nobody knows this stretch then. */
        private boolean isIdle() {
            return open == left;
        }
    }
}

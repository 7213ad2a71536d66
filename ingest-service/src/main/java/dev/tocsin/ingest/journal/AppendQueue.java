package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.LogEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Appends on their way to the writer, bounded in bytes; the door is shut while the disk refuses. Thread-safe. */
final class AppendQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Append> waiting = new ArrayDeque<>();
    private final long limitBytes;
    private long queuedBytes;
    private @Nullable String shutBecause;
    private boolean closed;

    AppendQueue(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * @param room how many bytes the journal may still take, waiting ones included
     * @throws JournalFull if it does not fit or the door is shut
     * @throws JournalUnavailable if the queue is closed
     */
    void add(Append append, long room) {
        lock.lock();
        try {
            if (closed) {
                throw new JournalUnavailable("the journal is closed");
            }
            if (shutBecause != null) {
                throw new JournalFull("the disk refuses writes: " + shutBecause);
            }
            if (queuedBytes + append.bytes() > room) {
                throw new JournalFull("the journal has reached its limit");
            }
            // An append that is larger than the whole queue is let in alone: it could never be taken else.
            if (queuedBytes > 0 && queuedBytes + append.bytes() > limitBytes) {
                throw new JournalFull("too much is waiting for the disk");
            }
            waiting.addLast(append);
            queuedBytes += append.bytes();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for appends and takes some, at least one and about {@code maxBytes}; empty when closed and drained. */
    List<Append> take(long maxBytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            List<Append> group = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && bytes < maxBytes) {
                Append append = waiting.removeFirst();
                bytes += append.bytes();
                group.add(append);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of these are accounted for elsewhere, or nowhere. */
    void settled(List<Append> group) {
        lock.lock();
        try {
            group.forEach(append -> queuedBytes -= append.bytes());
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing any more until {@link #reopen}; returns what was waiting. */
    List<Append> shut(String reason) {
        lock.lock();
        try {
            shutBecause = reason;
            List<Append> turnedAway = List.copyOf(waiting);
            waiting.clear();
            return turnedAway;
        } finally {
            lock.unlock();
        }
    }

    void reopen() {
        lock.lock();
        try {
            shutBecause = null;
        } finally {
            lock.unlock();
        }
    }

    boolean isShut() {
        lock.lock();
        try {
            return shutBecause != null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns after the time, or as soon as the queue is closed: then true. */
    boolean awaitClose(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long queuedBytes() {
        lock.lock();
        try {
            return queuedBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What one caller wants to have on disk.
     *
     * @param isFollowed whether the caller wants to know what becomes of the events then
     */
    record Append(List<LogEvent> events, long bytes, long at, boolean isFollowed, CompletableFuture<Appended> done) {}
}

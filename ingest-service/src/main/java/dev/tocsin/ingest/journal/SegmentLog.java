package dev.tocsin.ingest.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The segments there are and how far each is durable: where writer and reader meet. Thread-safe. */
final class SegmentLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Deque<Segment> segments;
    private long keptBytes;
    private long endOrdinal;
    private long end;

    /**
     * @param segments in order
     * @param end where the next record may start; not before the last segment's end
     */
    SegmentLog(List<Segment> segments, long end, long endOrdinal) {
        this.segments = new ArrayDeque<>(segments);
        this.end = end;
        this.endOrdinal = endOrdinal;
        this.keptBytes = segments.stream().mapToLong(Segment::fileBytes).sum();
    }

    /** A new segment, empty, is written to from now on. */
    void add(Segment segment) {
        lock.lock();
        try {
            segments.addLast(segment);
            keptBytes += segment.fileBytes();
            end = segment.end();
        } finally {
            lock.unlock();
        }
    }

    /** The last segment is durable up to {@code newEnd}. */
    void grow(long newEnd, int events) {
        lock.lock();
        try {
            Segment last = segments.removeLast();
            segments.addLast(last.upTo(newEnd));
            keptBytes += newEnd - last.end();
            endOrdinal += events;
            end = newEnd;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The segment that holds the first durable record at or behind {@code position}; waits for one. */
    Optional<Segment> holding(long position, long waitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = waitNanos;
            while (true) {
                for (Segment segment : segments) {
                    if (segment.end() > position) {
                        return Optional.of(segment);
                    }
                }
                if (nanos <= 0) {
                    return Optional.empty();
                }
                nanos = grown.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The segments, oldest first, of which nothing is needed when all before {@code position} is done; never the last. */
    List<Segment> doneBefore(long position) {
        lock.lock();
        try {
            List<Segment> done = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment.end() > position || segment == segments.getLast()) {
                    break;
                }
                done.add(segment);
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    void removed(Segment segment) {
        lock.lock();
        try {
            if (segments.remove(segment)) {
                keptBytes -= segment.fileBytes();
            }
        } finally {
            lock.unlock();
        }
    }

    long keptBytes() {
        lock.lock();
        try {
            return keptBytes;
        } finally {
            lock.unlock();
        }
    }

    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    long endOrdinal() {
        lock.lock();
        try {
            return endOrdinal;
        } finally {
            lock.unlock();
        }
    }
}

package dev.tocsin.ingest.refused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead letters of one step, in files with a limit of their own. Letters wait in memory until {@link #sync}, when all
 * that wait go to the disk with one fsync; letters whose writing failed wait on and are written again to a new file, so
 * that a letter can be there twice but is never missing after a sync that returned. Thread-safe.
 */
final class StageLetters {
    private static final Logger LOG = LoggerFactory.getLogger(StageLetters.class);
    private static final int MAX_WAITING_BYTES = 4 * 1024 * 1024;

    private final LetterFiles files;
    private final ReentrantLock waitingLock = new ReentrantLock();
    private final ReentrantLock filesLock = new ReentrantLock();
    private volatile @Nullable LocalDate prunedOn;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    StageLetters(LetterFiles files) {
        this.files = files;
    }

    void keep(byte[] line, LocalDate today, Removals removals) throws IOException {
        if (waitingBytes() + line.length > MAX_WAITING_BYTES) {
            sync(today, removals);
        }
        waitingLock.lock();
        try {
            waiting.writeBytes(line);
        } finally {
            waitingLock.unlock();
        }
    }

    private int waitingBytes() {
        waitingLock.lock();
        try {
            return waiting.size();
        } finally {
            waitingLock.unlock();
        }
    }

    void sync(LocalDate today, Removals removals) throws IOException {
        // Whoever comes while another syncs waits here, and finds its letters written by the next one in.
        filesLock.lock();
        try {
            byte[] lines = takeWaiting();
            if (lines.length == 0) {
                return;
            }
            try {
                if (files.append(lines, today)) {
                    prune(today, removals);
                }
            } catch (IOException | RuntimeException e) {
                putBack(lines);
                throw e;
            }
        } finally {
            filesLock.unlock();
        }
    }

    private byte[] takeWaiting() {
        waitingLock.lock();
        try {
            byte[] lines = waiting.toByteArray();
            waiting = new ByteArrayOutputStream();
            return lines;
        } finally {
            waitingLock.unlock();
        }
    }

    private void putBack(byte[] lines) {
        waitingLock.lock();
        try {
            byte[] newer = waiting.toByteArray();
            waiting = new ByteArrayOutputStream();
            waiting.writeBytes(lines);
            waiting.writeBytes(newer);
        } finally {
            waitingLock.unlock();
        }
    }

    void removeOld(LocalDate today, Removals removals) {
        if (today.equals(prunedOn)) {
            return;
        }
        filesLock.lock();
        try {
            prune(today, removals);
        } finally {
            filesLock.unlock();
        }
    }

    /** What is removed is counted; that it cannot be removed now keeps no letter from being kept. */
    private void prune(LocalDate today, Removals removals) {
        prunedOn = today;
        try {
            long letters = files.prune(today);
            if (letters > 0) {
                removals.removed(letters);
                LOG.atWarn().addKeyValue("letters", letters).log("Removed the oldest dead letters");
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("Could not remove old dead letters");
        }
    }

    void close(LocalDate today, Removals removals) {
        filesLock.lock();
        try {
            sync(today, removals);
            files.close();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("The last dead letters could not be written");
        } finally {
            filesLock.unlock();
        }
    }

    /** Who counts what is removed. */
    interface Removals {
        void removed(long letters);
    }
}

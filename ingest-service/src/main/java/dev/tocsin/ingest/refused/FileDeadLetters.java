package dev.tocsin.ingest.refused;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters in files of JSON lines. Letters wait in memory until {@link #sync}, when all that wait go to the disk
 * with one fsync; letters whose writing failed wait on and are written again to a new file, so that a letter can be
 * there twice but is never missing after a sync that returned.
 */
public final class FileDeadLetters implements DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(FileDeadLetters.class);
    private static final int MAX_WAITING_BYTES = 4 * 1024 * 1024;

    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Counter removed;
    private final LetterFiles files;
    private final ReentrantLock waitingLock = new ReentrantLock();
    private final ReentrantLock filesLock = new ReentrantLock();
    private volatile @Nullable LocalDate prunedOn;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    private FileDeadLetters(LetterFiles files, InstantSource clock, MeterRegistry registry) {
        this.files = files;
        this.clock = clock;
        this.registry = registry;
        this.removed = Counter.builder("tocsin.dead.letters.removed")
                .description("Dead letters deleted by age or because they were too many")
                .register(registry);
        // There from the start, so that the first letter is an increase for whoever watches.
        kept("decode");
        kept("index");
    }

    private Counter kept(String stage) {
        return Counter.builder("tocsin.dead.letters")
                .description("Dead letters kept, by the step that could not go on")
                .tag("stage", stage)
                .register(registry);
    }

    /** @throws UncheckedIOException if the folder cannot be made or read */
    public static FileDeadLetters open(DeadLetterSettings settings, InstantSource clock, MeterRegistry registry) {
        try {
            FileDeadLetters letters = new FileDeadLetters(new LetterFiles(settings), clock, registry);
            letters.prune();
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for dead letters cannot be used: " + settings.folder(), e);
        }
    }

    @Override
    public void keep(DeadLetter letter) throws IOException {
        byte[] line = LetterLine.of(letter);
        if (waitingBytes() + line.length > MAX_WAITING_BYTES) {
            sync();
        }
        waitingLock.lock();
        try {
            waiting.writeBytes(line);
        } finally {
            waitingLock.unlock();
        }
        kept(letter.stage()).increment();
    }

    private int waitingBytes() {
        waitingLock.lock();
        try {
            return waiting.size();
        } finally {
            waitingLock.unlock();
        }
    }

    @Override
    public void sync() throws IOException {
        // Whoever comes while another syncs waits here, and finds its letters written by the next one in.
        filesLock.lock();
        try {
            byte[] lines = takeWaiting();
            if (lines.length == 0) {
                return;
            }
            try {
                if (files.append(lines, today())) {
                    prune();
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

    @Override
    public void removeOld() {
        if (today().equals(prunedOn)) {
            return;
        }
        filesLock.lock();
        try {
            prune();
        } finally {
            filesLock.unlock();
        }
    }

    /** What is removed is counted; that it cannot be removed now keeps no letter from being kept. */
    private void prune() {
        LocalDate today = today();
        prunedOn = today;
        try {
            long letters = files.prune(today);
            if (letters > 0) {
                removed.increment(letters);
                LOG.atWarn().addKeyValue("letters", letters).log("Removed the oldest dead letters");
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("Could not remove old dead letters");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        filesLock.lock();
        try {
            sync();
            files.close();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("The last dead letters could not be written");
        } finally {
            filesLock.unlock();
        }
    }
}

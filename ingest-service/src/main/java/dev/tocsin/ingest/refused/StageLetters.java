package dev.tocsin.ingest.refused;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters of one step, in files with a limit of their own, and counted. Thread-safe. */
final class StageLetters {
    private static final Logger LOG = LoggerFactory.getLogger(StageLetters.class);

    private final LetterFiles files;
    private final Counter kept;
    private final Counter removed;
    private final ReentrantLock filesLock = new ReentrantLock();
    private volatile @Nullable LocalDate prunedOn;

    StageLetters(LetterFiles files, Counter kept, Counter removed) {
        this.files = files;
        this.kept = kept;
        this.removed = removed;
    }

    /** Returns when all are on disk, or throws and keeps none. */
    void keep(List<DeadLetter> letters, LocalDate today) throws IOException {
        filesLock.lock();
        try {
            boolean isTimeToPrune = files.append(letters, today);
            kept.increment(letters.size());
            if (isTimeToPrune) {
                prune(today);
            }
        } finally {
            filesLock.unlock();
        }
    }

    void removeOld(LocalDate today) {
        if (today.equals(prunedOn)) {
            return;
        }
        filesLock.lock();
        try {
            prune(today);
        } finally {
            filesLock.unlock();
        }
    }

    /** What is removed is counted; that it cannot be removed now keeps no letter from being kept. */
    private void prune(LocalDate today) {
        prunedOn = today;
        try {
            LetterFiles.Pruned pruned = files.prune(today);
            if (pruned.letters() > 0) {
                removed.increment(pruned.letters());
                LOG.atWarn().addKeyValue("letters", pruned.letters()).log("Removed the oldest dead letters");
            }
            if (pruned.failure() != null) {
                throw pruned.failure();
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Could not remove old dead letters");
        }
    }

    void close() {
        filesLock.lock();
        try {
            files.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Could not close a file of dead letters");
        } finally {
            filesLock.unlock();
        }
    }
}

package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Dead letters in memory; only what was synced is there. */
@NullMarked
public final class MemoryDeadLetters implements DeadLetters {
    private final List<DeadLetter> unsynced = new ArrayList<>();
    private final List<DeadLetter> synced = new ArrayList<>();
    private boolean broken;

    @Override
    public synchronized void keep(DeadLetter letter) throws IOException {
        if (broken) {
            throw new IOException("no space left on device");
        }
        unsynced.add(letter);
    }

    @Override
    public synchronized void sync() {
        synced.addAll(unsynced);
        unsynced.clear();
    }

    public synchronized void breakDisk() {
        broken = true;
    }

    public synchronized List<DeadLetter> letters() {
        return List.copyOf(synced);
    }

    @Override
    public void close() {}
}

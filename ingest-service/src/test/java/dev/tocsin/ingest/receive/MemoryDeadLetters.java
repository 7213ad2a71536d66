package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Dead letters in memory. */
@NullMarked
public final class MemoryDeadLetters implements DeadLetters {
    private final List<DeadLetter> kept = new ArrayList<>();
    private boolean broken;

    @Override
    public synchronized void keep(List<DeadLetter> letters) throws IOException {
        if (broken) {
            throw new IOException("no space left on device");
        }
        kept.addAll(letters);
    }

    public synchronized void breakDisk() {
        broken = true;
    }

    public synchronized void repairDisk() {
        broken = false;
    }

    public synchronized List<DeadLetter> letters() {
        return List.copyOf(kept);
    }

    @Override
    public void close() {}
}

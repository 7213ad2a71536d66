package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.journal.Settled;
import dev.tocsin.ingest.journal.Settling;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The requests of a door that are answered when their events are settled. Each wait has an end, all end when the door
 * closes, and who comes while as many wait as may does not wait: then what is known so far is told. Thread-safe.
 */
final class IndexWaits {
    private final Set<CompletableFuture<Void>> waits = ConcurrentHashMap.newKeySet();
    private final IntSupplier most;
    private volatile boolean over;

    /** @param most that wait at a time, but for those that come at the same moment */
    IndexWaits(IntSupplier most) {
        this.most = most;
    }

    /** @param end ends it at once */
    record Wait(CompletableFuture<Settled> settled, Runnable end) {}

    /** What became of the events, at the latest after that time; follows them no longer then. */
    Wait begin(Settling settling, Duration atMost) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        boolean hasPlace = waits.size() < most.getAsInt();
        waits.add(wait);
        CompletableFuture<Settled> settled = wait.thenApply(_ -> {
            waits.remove(wait);
            settling.close();
            return settling.now();
        });
        settling.all().thenRun(() -> wait.complete(null));
        // After it is among them: who ends them all meanwhile sees it, or is seen here.
        if (over || !hasPlace) {
            wait.complete(null);
        }
        wait.completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
        return new Wait(settled, () -> wait.complete(null));
    }

    /** Ends those that are under way, and further ones as soon as they begin. */
    void endAll() {
        over = true;
        waits.forEach(wait -> wait.complete(null));
    }
}

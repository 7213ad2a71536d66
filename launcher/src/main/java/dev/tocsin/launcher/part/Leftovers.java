package dev.tocsin.launcher.part;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Processes below this one that no part knows of: those of a part that was in the middle of its start. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends all processes below this one; what does not end in time is killed. */
    public static void end(Duration deadline) {
        List<ProcessHandle> left;
        try (Stream<ProcessHandle> below = ProcessHandle.current().descendants()) {
            left = below.toList();
        }
        left.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + deadline.toNanos();
        for (ProcessHandle process : left) {
            try {
                process.onExit().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        }
    }
}

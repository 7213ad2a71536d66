package dev.tocsin.launcher.home;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A process by its id and its start: ids are given again to others, the two together are not. */
public record LiveProcess(long pid, Instant startedAt) {
    // The start is computed from the time of boot, which moves a little when the clock is corrected.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static LiveProcess of(ProcessHandle process) {
        return new LiveProcess(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process if it still runs; empty also if its id belongs to another by now. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    private boolean isSame(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0;
    }
}

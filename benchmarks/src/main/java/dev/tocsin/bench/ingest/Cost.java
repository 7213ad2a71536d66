package dev.tocsin.bench.ingest;

import dev.tocsin.bench.ThreadTimes;
import java.time.Duration;

/**
 * What a number of events took of the service.
 *
 * @param events how many
 * @param bytes of all of them as they were sent, without what a protocol puts around them
 * @param cpu time of its process
 * @param threads of that, what its threads took that are still there
 * @param elapsed from the first byte sent until the last document had arrived
 */
record Cost(long events, long bytes, Duration cpu, ThreadTimes threads, Duration elapsed) {
    double cpuMicrosPerEvent() {
        return cpu.toNanos() / 1e3 / events;
    }

    double megabytesPerCoreSecond() {
        return bytes / 1e6 / (cpu.toNanos() / 1e9);
    }

    double eventsPerSecond() {
        return events / (elapsed.toNanos() / 1e9);
    }
}

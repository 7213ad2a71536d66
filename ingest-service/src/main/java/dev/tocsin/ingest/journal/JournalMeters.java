package dev.tocsin.ingest.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the journal counts; all names start with {@code tocsin.journal}. */
final class JournalMeters {
    final Counter appended;
    final Counter refusedByDisk;
    final Counter tornTails;
    final Counter damagedBytes;
    final Counter checkpointFailures;
    final Timer commit;

    JournalMeters(MeterRegistry registry) {
        appended = registry.counter("tocsin.journal.appended");
        refusedByDisk = registry.counter("tocsin.journal.disk.failures");
        tornTails = registry.counter("tocsin.journal.torn.tails");
        damagedBytes = registry.counter("tocsin.journal.damaged.bytes");
        checkpointFailures = registry.counter("tocsin.journal.checkpoint.failures");
        commit = registry.timer("tocsin.journal.commit");
    }
}

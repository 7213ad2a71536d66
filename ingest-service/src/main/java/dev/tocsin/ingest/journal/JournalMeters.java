package dev.tocsin.ingest.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the journal counts; all names start with {@code tocsin.journal}, and docs/METRICS.md lists them. */
final class JournalMeters {
    final Counter appended;
    final Counter refusedByDisk;
    final Counter tornTails;
    final Counter damagedBytes;
    final Counter checkpointFailures;
    final Timer commit;
    private final MeterRegistry registry;

    JournalMeters(MeterRegistry registry) {
        this.registry = registry;
        appended = counter("tocsin.journal.appended.events", "Events written and synced");
        refusedByDisk = counter("tocsin.journal.disk.failures", "Groups of events that the disk refused");
        tornTails =
                counter("tocsin.journal.torn.tails", "Unfinished ends that were cut off when the journal was opened");
        damagedBytes = counter("tocsin.journal.damaged.bytes", "Bytes that could not be read and were set aside");
        checkpointFailures = counter("tocsin.journal.checkpoint.failures", "Checkpoints that could not be written");
        commit = Timer.builder("tocsin.journal.commit")
                .description("From the beginning of a group's write to the end of its fsync")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(registry);
    }

    /** What the journal holds; the registry does not keep it alive. */
    void watch(FileJournal journal) {
        Gauge.builder("tocsin.journal.kept.bytes", journal, j -> j.room().keptBytes())
                .description("Bytes of the journal's segments")
                .register(registry);
        Gauge.builder("tocsin.journal.limit.bytes", journal, j -> j.room().limitBytes())
                .description("Bytes that the journal may keep; then events are refused")
                .register(registry);
        Gauge.builder("tocsin.journal.unread.events", journal, j -> j.room().unreadEvents())
                .description("Events that are durable and not settled by indexing")
                .register(registry);
        Gauge.builder("tocsin.journal.accepting", journal, j -> j.room().accepting() ? 1 : 0)
                .description("1 while the journal takes events, 0 while it is full or its disk refuses or hangs")
                .register(registry);
        TimeGauge.builder(
                        "tocsin.journal.write.age",
                        journal,
                        TimeUnit.NANOSECONDS,
                        j -> j.room().writeAge().toNanos())
                .description("How long the write in hand, with its fsync, has lasted; 0 while there is none")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}

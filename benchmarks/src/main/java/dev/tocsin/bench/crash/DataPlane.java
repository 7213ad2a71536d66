package dev.tocsin.bench.crash;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.IndexingGate;
import dev.tocsin.ingest.IndexingLoop;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.Disk;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.FolderDisk;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.FileDeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * The ingest service without Spring: HTTP door, pipeline, journal and indexing loop, as the service wires them, on seams
 * that a trial chooses. Its limits are small, so that what happens once an hour happens each second. As a process of its
 * own it is {@link DataPlaneProcess}.
 */
final class DataPlane implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final long SEGMENT_BYTES = 256 * 1_024;
    private static final long HORIZON_BYTES = 32 * 1_024;
    private static final long JOURNAL_BYTES = 1L << 30;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final FileJournal journal;

    private DataPlane(Parts parts) throws IOException {
        MeterRegistry metrics = new SimpleMeterRegistry();
        InstantSource clock = parts.clock();
        try {
            ElasticLink link = opened(ElasticLink.open(ElasticSettings.of(parts.elasticsearch())));
            FileDeadLetters letters = opened(
                    FileDeadLetters.open(DeadLetterSettings.in(parts.folder().resolve("letters")), clock, metrics));
            journal = opened(
                    FileJournal.open(journalSettings(parts), parts.disk(), clock, parts.incarnations(), metrics));
            if (parts.indexes()) {
                opened(IndexingLoop.start(
                        journal, new IndexingGate(link), link, letters, indexSettings(), clock, metrics));
            }
            RefusedRecords refused = opened(new RefusedRecords(letters, metrics));
            IngestPipeline pipeline =
                    new IngestPipeline(new Streams(EnrichSettings.DEFAULTS, metrics), journal, refused, clock, metrics);
            HttpDoorSettings http = HttpDoorSettings.DEFAULTS.withPort(parts.port());
            Memory memory = new Memory(
                    HeapShares.ofThisProcess().events(), TcpDoorSettings.DEFAULTS.maxLineBytes(), http.maxBodyBytes());
            opened(IngestDoors.open(List.of(IngestDoors.http(() -> http, DoorAccess.OPEN)), memory, pipeline, metrics));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Throws if the disk does: then nothing is open. */
    static DataPlane open(Parts parts) throws IOException {
        return new DataPlane(parts);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static JournalSettings journalSettings(Parts parts) {
        JournalSettings usual = JournalSettings.in(parts.folder());
        return new JournalSettings(
                usual.folder(),
                SEGMENT_BYTES,
                JOURNAL_BYTES,
                usual.queueBytes(),
                usual.groupBytes(),
                HORIZON_BYTES,
                usual.checkpointEvery(),
                Duration.ofMillis(100));
    }

    private static IndexSettings indexSettings() {
        IndexSettings usual = IndexSettings.forNode("crash");
        return new IndexSettings(
                usual.node(),
                usual.bulkBytes(),
                usual.bulkEvents(),
                Duration.ofMillis(50),
                usual.inFlight(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                usual.heldBytes(),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                QUIET,
                usual.maxRepairs(),
                usual.olderIndices(),
                Duration.ofSeconds(2));
    }

    /** Waits until everything in the journal is indexed; false if it is not in time. */
    boolean isEmptyWithin(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (journal.room().unreadEvents() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return journal.room().unreadEvents() == 0;
    }

    /** In good order, as the service does. */
    @Override
    public void close() {
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("the data plane did not close", e);
            }
        }
        open.clear();
    }

    /**
     * What it is made of.
     *
     * @param folder of the journal, with the dead letters' in it
     * @param incarnations where the journal's incarnation comes from
     * @param indexes whether anything goes to Elasticsearch
     */
    record Parts(
            Path folder,
            Disk disk,
            URI elasticsearch,
            int port,
            InstantSource clock,
            RandomGenerator incarnations,
            boolean indexes) {
        /** A real folder, the right time. */
        static Parts of(Path folder, URI elasticsearch, int port) throws IOException {
            return new Parts(
                    folder,
                    new FolderDisk(folder.resolve("journal")),
                    elasticsearch,
                    port,
                    InstantSource.system(),
                    RandomGenerator.getDefault(),
                    true);
        }

        Parts on(Disk newDisk) {
            return new Parts(folder, newDisk, elasticsearch, port, clock, incarnations, indexes);
        }

        Parts to(URI newElasticsearch) {
            return new Parts(folder, disk, newElasticsearch, port, clock, incarnations, indexes);
        }

        Parts at(InstantSource newClock) {
            return new Parts(folder, disk, elasticsearch, port, newClock, incarnations, indexes);
        }

        Parts as(RandomGenerator newIncarnations) {
            return new Parts(folder, disk, elasticsearch, port, clock, newIncarnations, indexes);
        }

        Parts indexing(boolean newIndexes) {
            return new Parts(folder, disk, elasticsearch, port, clock, incarnations, newIndexes);
        }
    }
}

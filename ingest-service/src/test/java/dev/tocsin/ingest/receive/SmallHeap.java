package dev.tocsin.ingest.receive;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournalRoom;
import dev.tocsin.ingest.journal.JournalTally;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * The doors alone in a process, over a journal that forgets, after the milliseconds of its first argument. Besides what
 * the doors hold there are as many megabytes taken as the second says; the others name certificate and key of the TLS
 * port. Ends with its input.
 */
@NullMarked
final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] arguments) throws IOException {
        byte[][] taken = new byte[Integer.parseInt(arguments[1])][1_024 * 1_024];
        TlsFiles files = new TlsFiles(Path.of(arguments[2]), Path.of(arguments[3]), null);
        ServerTls tls = ServerTls.open(files);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        RefusedRecords refused = new RefusedRecords(new MemoryDeadLetters(), metrics);
        IngestPipeline pipeline = new IngestPipeline(
                new Streams(EnrichSettings.DEFAULTS, metrics),
                new ForgetfulJournal(Long.parseLong(arguments[0])),
                refused,
                InstantSource.system(),
                metrics);
        try (IngestDoors doors = IngestDoors.open(
                List.of(
                        IngestDoors.http(() -> HttpDoorSettings.DEFAULTS.withPort(0), DoorAccess.OPEN),
                        IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), null),
                        IngestDoors.tcp(() -> TcpDoorSettings.DEFAULTS.withPort(0), tls)),
                new Memory(
                        HeapShares.ofThisProcess().events(),
                        TcpDoorSettings.DEFAULTS.maxLineBytes(),
                        HttpDoorSettings.DEFAULTS.maxBodyBytes()),
                pipeline,
                metrics)) {
            System.out.println("ports "
                    + doors.all().stream().map(door -> "" + door.port()).collect(Collectors.joining(" ")));
            while (System.in.read() >= 0) {
                // Until whoever started it is gone.
            }
        }
        refused.close();
        Reference.reachabilityFence(taken);
    }

    private record ForgetfulJournal(long millis) implements Journal {
        @Override
        public CompletableFuture<Appended> append(List<LogEvent> events) {
            List<EventId> ids = Collections.nCopies(events.size(), new EventId("forgotten"));
            return new CompletableFuture<Appended>().completeOnTimeout(() -> ids, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public JournalReader reader() {
            throw new UnsupportedOperationException("nothing is kept");
        }

        @Override
        public JournalRoom room() {
            return new JournalRoom(0, 1, 0, true, Duration.ZERO);
        }

        @Override
        public JournalTally tally() {
            return new JournalTally(0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }
}

package dev.tocsin.bench;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.journal.JournaledEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many events of 400 bytes the journal makes durable in a second: several threads append batches of 50 and go on when
 * the oldest of a few on the way is acknowledged, so every event counted was fsynced. Beside it, in the same run, how
 * fast the same bytes go to a plain file with an fsync each MiB, and how fast the events are read back.
 */
final class JournalSpeed {
    private static final int DOCUMENT_BYTES = 400;
    private static final int THREADS = 4;
    private static final int BATCH = 50;
    private static final int ON_THE_WAY = 16;
    private static final int EVENTS = 1_000_000;
    private static final int ROUNDS = 3;
    private static final int MIB = 1024 * 1024;

    private JournalSpeed() {}

    public static void main(String[] arguments) throws Exception {
        run();
    }

    static void run() throws Exception {
        List<Round> rounds = new ArrayList<>();
        try (ScratchFolder folder = ScratchFolder.onDisk()) {
            tell("warm-up", round(folder.resolve("warm-up")));
            for (int number = 1; number <= ROUNDS; number++) {
                Round round = round(folder.resolve("round" + number));
                tell("round " + number, round);
                rounds.add(round);
            }
        }
        List<Double> appendedBytes = rounds.stream()
                .map(round -> round.appended.perSecond * DOCUMENT_BYTES)
                .toList();
        List<Double> plain = rounds.stream().map(Round::plain).toList();
        long[] latencies = rounds.stream()
                .flatMapToLong(round -> Arrays.stream(round.appended.latencies))
                .sorted()
                .toArray();
        long allocated = rounds.getLast().allocated;
        double median =
                Median.of(rounds.stream().map(round -> round.appended.perSecond).toList());
        System.out.printf("journal.threads=%d%n", THREADS);
        System.out.printf("journal.appends_per_second=%.0f%n", median);
        System.out.printf("journal.megabytes_per_second=%.0f%n", median * DOCUMENT_BYTES / 1e6);
        System.out.printf("journal.ack_millis.p50=%.1f%n", latencies[latencies.length / 2] / 1e6);
        System.out.printf("journal.ack_millis.p99=%.1f%n", latencies[latencies.length * 99 / 100] / 1e6);
        System.out.printf("journal.allocated_bytes_per_event=%d%n", allocated / EVENTS);
        System.out.printf(
                "journal.reads_per_second=%.0f%n",
                Median.of(rounds.stream().map(Round::read).toList()));
        System.out.printf("journal.plain_megabytes_per_second=%.0f%n", Median.of(plain) / 1e6);
        System.out.printf("journal.ratio.vs_plain=%.2f%n", Median.ofRatios(appendedBytes, plain));
    }

    private static void tell(String name, Round round) {
        System.out.printf(
                "%s: %,.0f events/s appended, %,.0f events/s read, plain %,.0f MB/s%n",
                name, round.appended.perSecond, round.read, round.plain / 1e6);
    }

    private static Round round(Path folder) throws Exception {
        Appended appended;
        long allocated;
        double read;
        JournalSettings settings = JournalSettings.in(folder.resolve("journal"));
        try (FileJournal journal = FileJournal.open(settings, InstantSource.system(), new SimpleMeterRegistry())) {
            long before = allocatedBytes();
            appended = append(journal);
            allocated = allocatedBytes() - before;
            read = readAll(journal);
        }
        Path plain = folder.resolve("plain");
        double plainBytes = plainBytesPerSecond(plain);
        Files.delete(plain);
        return new Round(appended, allocated, read, plainBytes);
    }

    private static Appended append(FileJournal journal) throws Exception {
        byte[] document = document();
        List<LogEvent> batch = Collections.nCopies(BATCH, new LogEvent(null, "logs-shop-tocsin", document));
        int batchesEach = EVENTS / BATCH / THREADS;
        long started = System.nanoTime();
        List<Future<long[]>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.add(executor.submit(() -> appendBatches(journal, batch, batchesEach)));
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        List<Long> latencies = new ArrayList<>();
        for (Future<long[]> thread : threads) {
            Arrays.stream(thread.get()).forEach(latencies::add);
        }
        return new Appended(
                EVENTS / seconds, latencies.stream().mapToLong(Long::longValue).toArray());
    }

    private static long[] appendBatches(FileJournal journal, List<LogEvent> batch, int batches) {
        long[] latencies = new long[batches];
        Deque<CompletableFuture<Void>> onTheWay = new ArrayDeque<>();
        for (int i = 0; i < batches; i++) {
            long started = System.nanoTime();
            int number = i;
            onTheWay.addLast(journal.append(batch).thenRun(() -> latencies[number] = System.nanoTime() - started));
            if (onTheWay.size() == ON_THE_WAY) {
                onTheWay.removeFirst().join();
            }
        }
        onTheWay.forEach(CompletableFuture::join);
        return latencies;
    }

    private static double readAll(FileJournal journal) throws InterruptedException {
        long started = System.nanoTime();
        int count = 0;
        while (count < EVENTS) {
            List<JournaledEvent> events = journal.reader().poll(5 * MIB, Duration.ofSeconds(1));
            count += events.size();
            if (!events.isEmpty()) {
                journal.reader().checkpoint(events.getLast().nextPosition());
            }
        }
        return count / ((System.nanoTime() - started) / 1e9);
    }

    private static double plainBytesPerSecond(Path file) throws IOException {
        long total = (long) EVENTS * DOCUMENT_BYTES;
        ByteBuffer bytes = ByteBuffer.allocateDirect(MIB);
        long started = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long written = 0; written < total; written += MIB) {
                bytes.clear();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            }
        }
        return total / ((System.nanoTime() - started) / 1e9);
    }

    private static byte[] document() {
        String start = "{\"message\":\"";
        String end = "\",\"event\":{\"kind\":\"event\"}}";
        return (start + "x".repeat(DOCUMENT_BYTES - start.length() - end.length()) + end)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long allocatedBytes() {
        return java.lang.management.ManagementFactory.getThreadMXBean()
                        instanceof com.sun.management.ThreadMXBean threads
                ? threads.getTotalThreadAllocatedBytes()
                : 0;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Appended(double perSecond, long[] latencies) {}

    /** Events read and plain bytes are a second's. */
    private record Round(Appended appended, long allocated, double read, double plain) {}
}

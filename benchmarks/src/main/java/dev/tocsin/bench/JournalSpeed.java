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
        double[] appended = new double[ROUNDS];
        double[] read = new double[ROUNDS];
        double[] plain = new double[ROUNDS];
        long[] latencies = {};
        long allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (ScratchFolder folder = ScratchFolder.make()) {
                JournalSettings settings = JournalSettings.in(folder.resolve("journal"));
                try (FileJournal journal =
                        FileJournal.open(settings, InstantSource.system(), new SimpleMeterRegistry())) {
                    long before = allocatedBytes();
                    Appended result = append(journal);
                    allocated = allocatedBytes() - before;
                    appended[round] = result.perSecond();
                    latencies = result.latencies();
                    read[round] = readAll(journal);
                }
                plain[round] = plainBytesPerSecond(folder.resolve("plain"));
            }
            System.out.printf(
                    "round %d: %,.0f events/s appended, %,.0f events/s read, plain %,.0f MB/s%n",
                    round + 1, appended[round], read[round], plain[round] / 1e6);
        }
        Arrays.sort(appended);
        Arrays.sort(read);
        Arrays.sort(plain);
        Arrays.sort(latencies);
        double median = appended[ROUNDS / 2];
        System.out.printf("journal.threads=%d%n", THREADS);
        System.out.printf("journal.appends_per_second=%.0f%n", median);
        System.out.printf("journal.megabytes_per_second=%.0f%n", median * DOCUMENT_BYTES / 1e6);
        System.out.printf("journal.ack_millis.p50=%.1f%n", latencies[latencies.length / 2] / 1e6);
        System.out.printf("journal.ack_millis.p99=%.1f%n", latencies[latencies.length * 99 / 100] / 1e6);
        System.out.printf("journal.allocated_bytes_per_event=%d%n", allocated / EVENTS);
        System.out.printf("journal.reads_per_second=%.0f%n", read[ROUNDS / 2]);
        System.out.printf("journal.plain_megabytes_per_second=%.0f%n", plain[ROUNDS / 2] / 1e6);
        System.out.printf("journal.ratio.vs_plain=%.2f%n", median * DOCUMENT_BYTES / plain[ROUNDS / 2]);
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
}

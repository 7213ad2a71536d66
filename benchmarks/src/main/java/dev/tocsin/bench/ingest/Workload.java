package dev.tocsin.bench.ingest;

import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournalRoom;
import dev.tocsin.ingest.journal.JournalTally;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Log lines as logback's encoder writes them, and the documents that the service makes of them: what is sent straight to
 * Elasticsearch is byte for byte what the doors' way ends in, but for the id's and {@code event.ingested}'s values.
 */
final class Workload {
    /** Of an id, in characters. */
    static final int ID_LENGTH = 22;

    private static final String[] LOGGERS = {
        "com.example.shop.checkout.Checkout",
        "com.example.shop.payment.Payments",
        "com.example.shop.catalogue.Catalogue"
    };

    /** Of a line without secrets. */
    static final int LINE_BYTES = 400;

    private static final String FILLING = ", paid by invoice within fourteen days, to be sent on Monday before noon";

    private static final String SECRETS =
            ", paid by 4111 1111 1111 1111, password=correct-horse, receipt to someone@example.com";

    private final String service;
    private final List<byte[]> lines;

    private Workload(String service, List<byte[]> lines) {
        this.service = service;
        this.lines = lines;
    }

    static Workload make(String service, int events, long seed) {
        return make(service, events, seed, "");
    }

    /** Like {@link #make}, with a password, a card number and an address in every message. */
    static Workload withSecrets(String service, int events, long seed) {
        return make(service, events, seed, SECRETS);
    }

    private static Workload make(String service, int events, long seed, String endOfMessage) {
        List<byte[]> lines = new ArrayList<>(events);
        Random random = new Random(seed);
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < events; i++) {
            time = time.plusNanos(random.nextInt(2_000_000));
            lines.add(line(service, time, random, endOfMessage).getBytes(StandardCharsets.UTF_8));
        }
        return new Workload(service, lines);
    }

    List<byte[]> lines() {
        return lines;
    }

    /** As they are in Elasticsearch; decodes all lines. */
    List<byte[]> documents() {
        byte[] ingested = (",\"ingested\":\"" + Instant.now().truncatedTo(ChronoUnit.MILLIS) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return decoded(lines).stream()
                .map(document -> ByteBuffer.allocate(document.length - 2 + ingested.length)
                        .put(document, 0, document.length - 2)
                        .put(ingested)
                        .array())
                .toList();
    }

    /** An id as long as the service's: those that follow each other are alike but for their end. */
    static String id(int number) {
        return "AZr3k9xQ%05dAbCd%05d".formatted(number / 100_000, number % 100_000);
    }

    /** Of which the events are. */
    String service() {
        return service;
    }

    /** Where the service puts events of a service with such a name. */
    static String streamOf(String service) {
        return "logs-" + service + "-tocsin";
    }

    int events() {
        return lines.size();
    }

    /** Of all lines, with their ends. */
    long lineBytes() {
        return lines.stream().mapToLong(line -> line.length + 1L).sum();
    }

    private static String line(String service, Instant time, Random random, String endOfMessage) {
        boolean isWarning = random.nextInt(20) == 0;
        String head =
                "{\"@timestamp\":\"" + time + "\",\"@version\":\"1\",\"message\":\"Order " + random.nextInt(100_000)
                        + " placed for customer " + random.nextInt(5_000) + " with " + (1 + random.nextInt(9))
                        + " articles" + endOfMessage;
        String tail = "\",\"logger_name\":\"" + LOGGERS[random.nextInt(LOGGERS.length)]
                + "\",\"thread_name\":\"http-nio-8080-exec-" + random.nextInt(20) + "\",\"level\":\""
                + (isWarning ? "WARN" : "INFO") + "\",\"level_value\":" + (isWarning ? 30000 : 20000)
                + ",\"HOSTNAME\":\"node-" + random.nextInt(4) + "\",\"service.name\":\"" + service
                + "\",\"trace.id\":\"" + Long.toHexString(random.nextLong() | 1L << 60) + "\",\"customer\":\"c"
                + random.nextInt(5_000) + "\",\"amount\":" + random.nextInt(10_000) / 100.0 + "}";
        int missing = Math.max(0, LINE_BYTES - head.length() - tail.length());
        return head + FILLING.substring(0, Math.min(missing, FILLING.length())) + tail;
    }

    private static List<byte[]> decoded(List<byte[]> lines) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (RefusedRecords refused = new RefusedRecords(new NoDeadLetters(), metrics)) {
            IngestPipeline pipeline = new IngestPipeline(
                    new Streams(EnrichSettings.DEFAULTS, metrics),
                    new NoJournal(),
                    refused,
                    InstantSource.system(),
                    metrics);
            List<RecordSlice> slices = lines.stream()
                    .map(line -> new RecordSlice(line, 0, line.length, null))
                    .toList();
            List<byte[]> documents =
                    pipeline
                            .read(new Origin("bench", "127.0.0.1"), slices, null, WriteRight.ALL, Room.ENOUGH)
                            .events()
                            .stream()
                            .map(LogEvent::document)
                            .toList();
            if (documents.size() != lines.size()) {
                throw new IllegalStateException("the decoder refused " + (lines.size() - documents.size()) + " lines");
            }
            return documents;
        }
    }

    private static final class NoJournal implements Journal {
        @Override
        public CompletableFuture<Appended> append(List<LogEvent> events) {
            throw new UnsupportedOperationException("only decoding is done here");
        }

        @Override
        public JournalReader reader() {
            throw new UnsupportedOperationException("only decoding is done here");
        }

        @Override
        public JournalRoom room() {
            return new JournalRoom(0, 0, 0, true, Duration.ZERO);
        }

        @Override
        public JournalTally tally() {
            return new JournalTally(0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }

    private static final class NoDeadLetters implements DeadLetters {
        @Override
        public void keep(List<DeadLetter> letters) {
            throw new IllegalStateException(letters.getFirst().reason());
        }

        @Override
        public void close() {}
    }
}

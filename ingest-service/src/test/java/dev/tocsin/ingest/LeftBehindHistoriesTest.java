package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.journal.Reread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of several streams that are refused and taken again, slow and quick, with copies, faults and restarts,
 * where little may be held, and more comes of one than is indexed. Each event is there once, no stream waits for one in trouble, and the checkpoint passes
 * nothing that is open; what is read again is exactly what was left.
 */
class LeftBehindHistoriesTest extends IndexingLoopFixture {
    private static final int STREAMS = 4;
    private static final AtomicLong LEFT = new AtomicLong();
    private static final AtomicLong LEFT_OF_HOT_ONES = new AtomicLong();

    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Integer, List<Integer>> acknowledged = new TreeMap<>();
    private final Map<Integer, List<LogEvent>> given = new HashMap<>();
    private final Map<Integer, CountDownLatch> slow = new HashMap<>();
    private final Set<Integer> refused = new HashSet<>();
    private Random random = new Random();
    private int next;

    static IntStream seeds() {
        int first = Integer.getInteger("indexing.seed", 1);
        return IntStream.range(first, first + Integer.getInteger("indexing.histories", 8));
    }

    @Override
    Journal journalOfLoop() {
        return new ReaderBetween(journal, new Watched(journal, new Random(random.nextLong())));
    }

    private static String name(int stream) {
        return "logs-s" + stream + "-tocsin";
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachEventIsThereOnceAndNobodyWaitsForAStreamInTrouble(int seed) throws Exception {
        random = new Random(seed);
        // Half of it has room for the copies that come before their stream is known to be refused: those cannot be
        // left.
        heldBytes = random.nextBoolean() ? 150_000 : 300_000;
        bulkBytes = 100_000;
        segmentBytes = 100_000;
        inFlight = 2 + random.nextInt(4);
        bulkTimeout = Duration.ofSeconds(30);
        olderIndices = 100;
        startLoopLongAgo();
        for (int step = 0; step < 60; step++) {
            step();
        }
        refused.forEach(stream -> server.refuses(name(stream), false));
        slow.values().forEach(CountDownLatch::countDown);
        server.faults(() -> Fault.NONE);
        awaitIndexed(Duration.ofSeconds(90));

        acknowledged.forEach((stream, numbers) -> assertThat(numbers(name(stream)))
                .as("seed %d, %d", seed, stream)
                .isEqualTo(numbers));
        assertThat(server.copies().values()).as("seed %d", seed).containsOnly(1);
        assertThat(letters()).as("seed %d", seed).isEmpty();
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(gauge("tocsin.index.held.bytes")).as("seed %d", seed).isZero();
        assertThat(gauge("tocsin.index.left.events")).as("seed %d", seed).isZero();
        try (Conservation account = Conservation.watch(
                List::of, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
            assertThat(account.check().findings()).as("seed %d", seed).isEmpty();
        }
    }

    private void step() {
        int stream = random.nextInt(STREAMS);
        switch (random.nextInt(16)) {
            case 0 -> server.rollOver(name(stream));
            case 1, 2 -> {
                server.refuses(name(stream), true);
                refused.add(stream);
            }
            case 3 -> {
                server.refuses(name(stream), false);
                refused.remove(stream);
            }
            case 4 -> {
                if (slow.isEmpty()) {
                    slow.put(stream, server.slow(name(stream), 1_100));
                }
            }
            case 5 -> {
                slow.values().forEach(CountDownLatch::countDown);
                slow.clear();
            }
            case 6 -> {
                loopClock = InstantSource.system();
                restart();
            }
            case 7, 8 -> theOthersAreNotHeldUp();
            case 9 -> {
                List<Fault> possible =
                        List.of(Fault.SOME_ITEMS_429, Fault.RESET_AFTER, Fault.ROLLOVER_FIRST, Fault.BUSY_429);
                server.then(possible.get(random.nextInt(possible.size())));
            }
            case 10, 11 -> muchAtOnce(stream);
            default -> appendTo(stream, random.nextInt(150));
        }
        LEFT.addAndGet((long) gauge("tocsin.index.left.events"));
    }

    private void appendTo(int stream, int events) {
        List<LogEvent> batch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            byte[] document = document(next, ",\"padding\":\"%s\"".formatted("x".repeat(random.nextInt(600))));
            List<LogEvent> ofStream = given.computeIfAbsent(stream, _ -> new ArrayList<>());
            if (random.nextInt(12) == 0 && !ofStream.isEmpty()) {
                // A client's retry.
                batch.add(ofStream.get(ofStream.size() - 1 - random.nextInt(Math.min(40, ofStream.size()))));
                continue;
            }
            boolean withId = random.nextBoolean();
            LogEvent event = new LogEvent(withId ? new EventId("given-" + next) : null, name(stream), document);
            if (withId) {
                ofStream.add(event);
            }
            batch.add(event);
            acknowledged.computeIfAbsent(stream, _ -> new ArrayList<>()).add(next++);
            if (random.nextInt(10) == 0) {
                journal.append(batch).join();
                batch.clear();
            }
        }
        journal.append(batch).join();
    }

    private void muchAtOnce(int stream) {
        appendTo((stream + 1) % STREAMS, 2);
        int already = next;
        List<LogEvent> batch = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            batch.add(event(name(stream), next, ",\"padding\":\"%s\"".formatted("x".repeat(300))));
            acknowledged.computeIfAbsent(stream, _ -> new ArrayList<>()).add(next++);
        }
        journal.append(batch).join();
        if (refused.isEmpty() && slow.isEmpty()) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                double left = gauge("tocsin.index.left.events");
                LEFT_OF_HOT_ONES.addAndGet((long) left);
                return left > 0 || numbers(name(stream)).stream().anyMatch(number -> number > already + 1_400);
            });
        }
    }

    private void theOthersAreNotHeldUp() {
        for (int stream = 0; stream < STREAMS; stream++) {
            if (!refused.contains(stream) && !slow.containsKey(stream)) {
                appendTo(stream, 5);
                List<Integer> numbers = acknowledged.getOrDefault(stream, List.of());
                String name = name(stream);
                await(name + " does not wait")
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> numbers(name).equals(numbers));
            }
        }
    }

    /** Holds what is read again and what is done against what was read. */
    private final class Watched extends ReaderBetween.Follower {
        private final Random failures;
        private final TreeMap<Long, JournaledEvent> read = new TreeMap<>();
        private final Set<Long> readAgain = new HashSet<>();
        private long done;

        Watched(Journal journal, Random failures) {
            super(journal);
            this.failures = failures;
        }

        @Override
        public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
            List<JournaledEvent> events = super.poll(maxBytes, wait);
            events.forEach(event -> read.put(event.position(), event));
            return events;
        }

        @Override
        public Reread readAgain(String dataStream, long from, long to, int maxBytes) throws InterruptedException {
            int luck = failures.nextInt(100);
            if (luck == 0) {
                return new Reread(List.of(), from);
            }
            if (luck == 1) {
                throw new IllegalStateException("as if");
            }
            // A little at a time, as if there were much of others between.
            Reread found = super.readAgain(dataStream, from, to, Math.min(maxBytes, 1 + failures.nextInt(20_000)));
            List<String> wanted = read.subMap(from, Math.min(to, found.position())).values().stream()
                    .filter(event -> event.dataStream().equals(dataStream))
                    .map(Watched::asText)
                    .toList();
            if (!found.events().stream().map(Watched::asText).toList().equals(wanted)) {
                wrong.add("of %s from %d to %d was read again: %s".formatted(dataStream, from, to, found));
            }
            Set<String> there = server.copies().keySet();
            for (JournaledEvent event : found.events()) {
                if (!readAgain.add(event.position())) {
                    wrong.add("read a third time: " + event);
                }
                if (!event.maybeSent()
                        && !event.clientGaveId()
                        && there.contains(event.id().value())) {
                    wrong.add("was left and sent: " + event);
                }
            }
            return found;
        }

        private static String asText(JournaledEvent event) {
            return "%d %d %s %s %s"
                    .formatted(
                            event.position(), event.nextPosition(), event.id(), event.maybeSent(), event.appendedAt());
        }

        @Override
        public void checkpoint(long position) {
            if (position > done) {
                Set<String> there = server.copies().keySet();
                read.subMap(done, position).values().stream()
                        .filter(event -> !there.contains(event.id().value()))
                        .forEach(event -> wrong.add("the checkpoint passed " + event));
                done = position;
            }
            super.checkpoint(position);
        }
    }

    @AfterAll
    static void muchWasLeft() {
        assertThat(LEFT).hasPositiveValue();
        assertThat(LEFT_OF_HOT_ONES).hasPositiveValue();
    }
}

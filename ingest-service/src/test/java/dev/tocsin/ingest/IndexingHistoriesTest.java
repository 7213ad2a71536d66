package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random faults, rollovers, retries and restarts: each acknowledged event is there once. */
class IndexingHistoriesTest extends IndexingLoopFixture {
    static IntStream seeds() {
        int first = Integer.getInteger("indexing.seed", 1);
        return IntStream.range(first, first + Integer.getInteger("indexing.histories", 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void indexesEachAcknowledgedEventOnceThroughRandomFaultsRolloversAndRestarts(int seed) throws Exception {
        Random random = new Random(seed);
        List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
        possible.remove(Fault.TOO_LARGE_413);
        possible.remove(Fault.BUSY_429_RETRY_AFTER);
        server.slowMillis = 200;
        server.faults(() -> switch (random.nextInt(6)) {
            case 0 -> Fault.ROLLOVER_FIRST;
            case 1, 2 -> possible.get(random.nextInt(possible.size()));
            default -> Fault.NONE;
        });
        // A retry is only known for one as long as its first copy is in the indices that are looked into.
        olderIndices = 100;
        inFlight = 1 + seed % 8;
        startLoopLongAgo();
        Map<String, List<Integer>> acknowledged = new TreeMap<>();
        List<LogEvent> given = new ArrayList<>();
        for (int step = 0, number = 0; step < 60; step++) {
            String stream = "logs-s" + random.nextInt(3) + "-tocsin";
            switch (random.nextInt(10)) {
                case 0 -> server.rollOver(stream);
                case 1 -> {
                    if (random.nextInt(3) == 0) {
                        if (random.nextBoolean()) {
                            // Then the next process reads none of it again.
                            awaitIndexed();
                        }
                        loopClock = InstantSource.system();
                        restart();
                        sendAgain(given, random);
                    }
                }
                case 2, 3 -> sendAgain(given, random);
                default -> {
                    List<LogEvent> events = new ArrayList<>();
                    for (int i = random.nextInt(30); i >= 0; i--, number++) {
                        String more = random.nextInt(10) == 0 ? ",\"numeric_labels\":{\"x\":\"abc\"}" : "";
                        byte[] document = document(number, more);
                        acknowledged
                                .computeIfAbsent(stream, _ -> new ArrayList<>())
                                .add(number);
                        if (random.nextBoolean()) {
                            events.add(new LogEvent(null, stream, document));
                            continue;
                        }
                        LogEvent withId = new LogEvent(new EventId("given-" + number), stream, document);
                        events.add(withId);
                        given.add(withId);
                        if (random.nextInt(5) == 0) {
                            events.add(recent(given, random));
                        }
                    }
                    journal.append(events).join();
                }
            }
        }
        server.faults(() -> Fault.NONE);
        awaitIndexed(Duration.ofSeconds(60));

        acknowledged.forEach((stream, numbers) ->
                assertThat(numbers(stream)).as("seed %d, %s", seed, stream).isEqualTo(numbers));
        assertThat(server.copies().values()).as("seed %d", seed).containsOnly(1);
        assertThat(letters()).as("seed %d", seed).isEmpty();
        try (Conservation account = Conservation.watch(
                List::of, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
            assertThat(account.check().findings()).as("seed %d", seed).isEmpty();
        }
    }

    /** As clients do that got no answer: also twice, also right after a rollover. */
    private void sendAgain(List<LogEvent> given, Random random) {
        if (given.isEmpty()) {
            return;
        }
        if (random.nextBoolean()) {
            server.rollOver(recent(given, random).dataStream());
        }
        List<LogEvent> again = new ArrayList<>();
        for (int i = random.nextInt(10); i >= 0; i--) {
            again.add(recent(given, random));
        }
        journal.append(again).join();
    }

    private static LogEvent recent(List<LogEvent> given, Random random) {
        return given.get(given.size() - 1 - random.nextInt(Math.min(60, given.size())));
    }

    @Test
    void everyFaultIsPartOfTheHistories() {
        assertThat(Arrays.asList(Fault.values())).hasSize(19);
    }
}

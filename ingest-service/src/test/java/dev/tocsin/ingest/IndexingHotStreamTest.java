package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** More of a stream comes than is indexed, and nothing is wrong with it: its backlog is not that of the others. */
class IndexingHotStreamTest extends IndexingLoopFixture {
    private static final String HOT = "logs-hot-tocsin";
    private static final String HOT_TOO = "logs-hot-too-tocsin";
    private static final String PADDING = ",\"padding\":\"%s\"".formatted("x".repeat(1_000));

    private final Map<String, List<Integer>> appended = new TreeMap<>();
    private final Map<String, CountDownLatch> slow = new HashMap<>();
    private int next;

    @BeforeEach
    void patience() {
        bulkTimeout = Duration.ofSeconds(60);
        bulkBytes = 50_000;
    }

    private void append(String stream, int events) {
        List<LogEvent> batch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            batch.add(event(stream, next, PADDING));
            appended.computeIfAbsent(stream, _ -> new ArrayList<>()).add(next++);
        }
        journal.append(batch).join();
    }

    /** So slowly that there is a backlog, until it is let go. */
    private void takesItsTime(String stream) {
        slow.put(stream, server.slow(stream, 40));
    }

    private int there(String stream) {
        return server.documents(stream).size();
    }

    private void awaitAllOf(String stream) {
        await("all of " + stream)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> there(stream)
                        == Objects.requireNonNull(appended.get(stream)).size());
    }

    private void assertThatAllAreThereOnce() {
        slow.values().forEach(CountDownLatch::countDown);
        awaitIndexed(Duration.ofSeconds(60));
        appended.forEach(
                (stream, numbers) -> assertThat(numbers(stream)).as(stream).isEqualTo(numbers));
        assertThat(server.copies().values()).containsOnly(1);
        assertThat(gauge("tocsin.index.left.events")).isZero();
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        try (Conservation account = Conservation.watch(
                List::of, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
            assertThat(account.check().findings()).isEmpty();
        }
    }

    @Test
    void whatStandsBehindABacklogIsThereLongBeforeIt() {
        takesItsTime(HOT);
        append(STREAM, 1);
        append(HOT, 4_000);
        append(STREAM, 10);

        startLoop();
        awaitAllOf(STREAM);

        assertThat(there(HOT)).isLessThan(2_000);
        assertThat(gauge("tocsin.index.left.events")).isGreaterThan(1_000);
        assertThat(gauge("tocsin.index.held.bytes")).isLessThan(200_000);
        assertThat(gauge("tocsin.index.held.streams")).isZero();
        assertThat(gauge("tocsin.index.slow.streams")).isZero();
        assertThatAllAreThereOnce();
    }

    @Test
    void whoIsBetweenDoesNotWaitEither() {
        takesItsTime(HOT);
        for (int i = 0; i < 400; i++) {
            append(HOT, 10);
            append(STREAM, 1);
        }

        startLoop();
        awaitAllOf(STREAM);

        assertThat(there(HOT)).isLessThan(2_000);
        assertThatAllAreThereOnce();
    }

    @Test
    void whoComesLaterDoesNotWaitEither() {
        takesItsTime(HOT);
        append(STREAM, 1);
        append(HOT, 5_000);
        startLoop();
        await().until(() -> gauge("tocsin.index.left.events") > 0);

        for (int i = 0; i < 3; i++) {
            int before = there(HOT);
            append(STREAM, 1);
            append(HOT, 500);
            append(STREAM, 1);
            awaitAllOf(STREAM);
            assertThat(there(HOT) - before).isLessThan(1_500);
        }

        assertThatAllAreThereOnce();
    }

    @Test
    void twoHotStreamsAreLeftAndGoOnSideBySide() {
        takesItsTime(HOT);
        takesItsTime(HOT_TOO);
        append(STREAM, 1);
        for (int i = 0; i < 40; i++) {
            append(HOT, 60);
            append(HOT_TOO, 40);
        }
        append(STREAM, 10);

        startLoop();
        awaitAllOf(STREAM);

        assertThat(there(HOT) + there(HOT_TOO)).isLessThan(2_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> there(HOT) + there(HOT_TOO) > 3_000);
        assertThat(there(HOT)).isGreaterThan(1_000);
        assertThat(there(HOT_TOO)).isGreaterThan(800);
        assertThatAllAreThereOnce();
    }

    /** Of the places it has a quarter, while others fill the rest. */
    @Test
    void manyStreamsHaveMoreOfThePlacesThanOne() {
        takesItsTime(HOT);
        for (int i = 0; i < 50; i++) {
            append(HOT, 40);
            for (int stream = 0; stream < 8; stream++) {
                append("logs-s%d-tocsin".formatted(stream), 5);
            }
        }

        startLoop();
        for (int stream = 0; stream < 8; stream++) {
            awaitAllOf("logs-s%d-tocsin".formatted(stream));
        }

        assertThat(there(HOT)).isBetween(300, 1_400);
        assertThatAllAreThereOnce();
    }

    /** Together one in two. */
    @Test
    void severalHotStreamsHaveMoreOfThePlacesThanOne() {
        List<String> hot = List.of(HOT, HOT_TOO, "logs-hot-as-well-tocsin");
        hot.forEach(this::takesItsTime);
        for (int i = 0; i < 100; i++) {
            hot.forEach(stream -> append(stream, 24));
            for (int stream = 0; stream < 8; stream++) {
                append("logs-s%d-tocsin".formatted(stream), 2);
            }
        }

        startLoop();
        for (int stream = 0; stream < 8; stream++) {
            awaitAllOf("logs-s%d-tocsin".formatted(stream));
        }

        int there = hot.stream().mapToInt(this::there).sum();
        assertThat(there).isBetween(1_000, 2_600);
        assertThatAllAreThereOnce();
    }

    /** With several on the way it was never promised: there the last that are read again can be passed by new ones. */
    @Test
    void theOrderWithinItIsThatOfTheJournalWhereOneBulkIsOnTheWay() {
        inFlight = 1;
        takesItsTime(HOT);
        append(STREAM, 1);
        for (int i = 0; i < 20; i++) {
            append(HOT, 150);
            append(STREAM, 1);
        }

        startLoop();
        await().until(() -> gauge("tocsin.index.left.events") > 0);
        append(HOT, 100);
        slow.values().forEach(CountDownLatch::countDown);
        awaitIndexed(Duration.ofSeconds(60));
        append(HOT, 10);
        assertThatAllAreThereOnce();

        assertThat(server.documents(HOT).stream().map(IndexingHotStreamTest::number))
                .isEqualTo(appended.get(HOT));
    }

    private static int number(JsonNode document) {
        return document.path("number").asInt();
    }

    @Test
    void theOnlyStreamIsNeverLeft() {
        takesItsTime(HOT);
        append(HOT, 3_000);

        startLoop();

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    assertThat(gauge("tocsin.index.left.events")).isZero();
                    return there(HOT) > 1_000;
                });
        assertThatAllAreThereOnce();
    }

    @Test
    void whatAClientGaveIdsIsThereOnce() {
        takesItsTime(HOT);
        append(STREAM, 1);
        append(HOT, 500);
        List<LogEvent> given = new ArrayList<>();
        for (int id = 0; id < 500; id++) {
            given.add(new LogEvent(new EventId("given-" + id), HOT, document(10_000 + id, PADDING)));
            Objects.requireNonNull(appended.get(HOT)).add(10_000 + id);
        }
        for (int copy = 0; copy < 3; copy++) {
            journal.append(given).join();
        }
        append(STREAM, 10);

        startLoopLongAgo();
        awaitAllOf(STREAM);
        assertThat(there(HOT)).isLessThan(800);
        server.rollOver(HOT);

        assertThatAllAreThereOnce();
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(1_000);
    }

    @Test
    void theNextProcessReadsWhatWasLeft() {
        takesItsTime(HOT);
        for (int i = 0; i < 30; i++) {
            append(STREAM, 1);
            append(HOT, 100);
        }
        startLoop();
        await().until(() -> gauge("tocsin.index.left.events") > 0);

        restart();
        append(STREAM, 5);
        awaitAllOf(STREAM);

        assertThat(there(HOT)).isLessThan(2_500);
        assertThatAllAreThereOnce();
    }
}

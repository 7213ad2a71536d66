package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events of one id: retries of clients, in one bulk, one after the other, after rollovers and restarts. */
class IndexingCopiesTest extends IndexingLoopFixture {
    @Test
    void countsAClientsRetryAsADuplicateAlsoAfterARollover() throws IOException {
        startLoop();
        journal.append(List.of(given("order-1", 1), given("order-2", 2))).join();
        awaitIndexed();
        journal.append(List.of(given("order-1", 1))).join();
        awaitIndexed();
        server.rollOver(STREAM);
        server.fetchedIds.clear();
        journal.append(List.of(given("order-2", 2), given("order-3", 3))).join();
        awaitIndexed();

        assertThat(server.fetchedIds).containsOnly("order-2");
        assertThat(server.copies()).isEqualTo(Map.of("order-1", 1, "order-2", 1, "order-3", 1));
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(2);
        assertThat(letters()).isEmpty();
    }

    @Test
    void sendsACopyOfAnIdOnlyAfterTheOneBeforeItIsSettled() {
        bulkTimeout = Duration.ofSeconds(30);
        startLoopLongAgo();
        CountDownLatch first = server.holdNextBulk();
        journal.append(List.of(given("order-1", 1))).join();
        await().until(() -> server.bulks.size() == 1);
        journal.append(List.of(given("order-1", 1), event(STREAM, 2, ""))).join();
        await().until(() -> numbers(STREAM).contains(2));
        server.rollOver(STREAM);
        first.countDown();
        awaitIndexed();

        assertThat(server.copies()).containsEntry("order-1", 1);
        assertThat(numbers(STREAM)).containsExactly(1, 2);
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(1);
    }

    @Test
    void sendsOneCopyOfAnIdInABulk() {
        append(0, 1);
        journal.append(List.of(given("order-1", 1), given("order-2", 2), given("order-1", 1)))
                .join();
        startLoop();
        awaitIndexed();

        assertThat(server.sentIds.stream().flatMap(List::stream)).hasSize(3).contains("order-1", "order-2");
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(1);
    }

    @Test
    void findsThatARetryIsThereAlthoughTheStreamRollsOverBeforeTheCreate() {
        bulkTimeout = Duration.ofSeconds(30);
        startLoopLongAgo();
        journal.append(List.of(given("order-1", 1))).join();
        awaitIndexed();

        assertThatARetryIsFoundWhenTheStreamRollsOver();
    }

    @Test
    void findsThatARetryOfWhatAnEarlierProcessTookIsThere() {
        bulkTimeout = Duration.ofSeconds(30);
        startLoop();
        journal.append(List.of(given("order-1", 1))).join();
        awaitIndexed();
        restart();

        assertThatARetryIsFoundWhenTheStreamRollsOver();
    }

    private void assertThatARetryIsFoundWhenTheStreamRollsOver() {
        int bulks = server.bulks.size();
        CountDownLatch retry = server.holdNextBulk();
        journal.append(List.of(given("order-1", 1), event(STREAM, 2, ""))).join();
        await().until(() -> server.bulks.size() > bulks);
        server.rollOver(STREAM);
        retry.countDown();
        awaitIndexed();

        assertThat(server.copies()).containsEntry("order-1", 1);
        assertThat(numbers(STREAM)).containsExactly(1, 2);
    }

    @Test
    void asksForPresenceOnlyAndOnlyOnceWhereIdsAreNew() {
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(given("order-" + i, i));
        }
        server.rollOver(STREAM);
        server.rollOver(STREAM);
        journal.append(events).join();
        startLoop();
        awaitIndexed();

        assertThat(server.lookUps).containsExactly(40, 40);
        assertThat(server.fetchedIds).isEmpty();

        stopLoop();
        startLoopLongAgo();
        server.lookUps.clear();
        journal.append(List.of(given("order-40", 40))).join();
        awaitIndexed();

        assertThat(server.lookUps).containsExactly(1);
    }

    @Test
    void sendsTheNextCopyOfAnIdWhenTheOneBeforeItBecameADeadLetter() throws IOException {
        server.then(Fault.TOO_LARGE_413);
        journal.append(List.of(given("order-1", 1), given("order-1", 1), given("order-1", 1)))
                .join();
        startLoop();
        awaitIndexed();

        assertThat(letters()).hasSize(1);
        assertThat(server.copies()).isEqualTo(Map.of("order-1", 1));
        assertThat(server.sentIds).containsExactly(List.of("order-1"), List.of("order-1"));
    }

    @Test
    void sendsTheNextCopyOfAnIdWhenTheOneBeforeItWasHeldOrRepaired() {
        LogEvent odd = new LogEvent(new EventId("order-1"), STREAM, document(1, ",\"numeric_labels\":{\"x\":\"abc\"}"));
        server.then(Fault.SOME_ITEMS_429);
        journal.append(List.of(odd, given("order-2", 2), odd)).join();
        startLoop();
        awaitIndexed();

        assertThat(server.copies()).isEqualTo(Map.of("order-1", 1, "order-2", 1));
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(1);
    }

    @Test
    void keepsCopiesThatWaitForTheNextProcess() {
        bulkTimeout = Duration.ofSeconds(30);
        startLoop();
        CountDownLatch first = server.holdNextBulk();
        journal.append(List.of(given("order-1", 1))).join();
        await().until(() -> server.bulks.size() == 1);
        journal.append(List.of(given("order-1", 1))).join();
        append(2, 3);
        await().until(() -> numbers(STREAM).contains(2));
        stopLoop();
        assertThat(journal.room().unreadEvents()).isEqualTo(3);

        restart();
        server.rollOver(STREAM);
        first.countDown();
        awaitIndexed();

        assertThat(server.copies()).containsEntry("order-1", 1);
        assertThat(numbers(STREAM)).containsExactly(1, 2);
        assertThat(server.bulks).hasSize(2);
    }

    @Test
    void pausesReadingWhenTooManyCopiesWait() {
        heldBytes = 2_000;
        bulkTimeout = Duration.ofSeconds(30);
        startLoop();
        CountDownLatch first = server.holdNextBulk();
        LogEvent large = new LogEvent(
                new EventId("order-1"), STREAM, document(1, ",\"padding\":\"%s\"".formatted("x".repeat(10_000))));
        for (int i = 0; i < 100; i++) {
            journal.append(List.of(large)).join();
        }
        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(5))
                .until(() -> gauge("tocsin.index.waiting.copies") > 0 && gauge("tocsin.index.held.bytes") < 700_000);
        assertThat(journal.room().unreadEvents()).isEqualTo(100);
        first.countDown();
        awaitIndexed();

        assertThat(server.copies()).isEqualTo(Map.of("order-1", 1));
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        assertThat(gauge("tocsin.index.waiting.copies")).isZero();
    }

    @Test
    void looksManyCopiesOfAnIdUpTogether() throws IOException {
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            events.add(given("the-same", i));
        }
        journal.append(events).join();
        startLoop();
        awaitIndexed();

        assertThat(numbers(STREAM)).containsExactly(0);
        assertThat(letters()).hasSize(1_999);
        assertThat(server.lookUps).hasSizeLessThan(300);
    }

    @Test
    void buriesAnotherDocumentUnderATakenId() throws IOException {
        startLoop();
        journal.append(List.of(given("order-1", 1))).join();
        awaitIndexed();
        journal.append(List.of(given("order-1", 2))).join();
        awaitIndexed();

        assertThat(numbers(STREAM)).containsExactly(1);
        assertThat(letters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.path("reason").asString()).isEqualTo("its id is taken by another document"));
    }

    @Test
    void longDocumentsUnderTheIdsOfShortEventsHoldNobodyUp() throws IOException {
        for (int i = 0; i < 12; i++) {
            server.put(STREAM, "long-" + i, "{\"padding\":\"%s\"}".formatted("x".repeat(300_000)));
        }
        server.largestLookUp = 1_000_000;
        List<LogEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(given("long-" + i, i));
            events.add(given("long-" + i, i));
        }
        events.add(given("order-1", 100));
        events.add(event("logs-other-tocsin", 101, ""));

        journal.append(events).join();
        startLoop();
        awaitIndexed();

        assertThat(letters())
                .hasSize(24)
                .allSatisfy(letter ->
                        assertThat(letter.path("reason").asString()).isEqualTo("its id is taken by another document"));
        assertThat(server.copies()).containsEntry("order-1", 1);
        assertThat(numbers("logs-other-tocsin")).containsExactly(101);
    }

    @Test
    void findsThatAFieldWasMovedInALongRetry() throws IOException {
        LogEvent odd = new LogEvent(
                new EventId("order-1"),
                STREAM,
                document(1, ",\"numeric_labels\":{\"x\":\"abc\"},\"padding\":\"%s\"".formatted("x".repeat(100_000))));
        startLoop();
        journal.append(List.of(odd)).join();
        awaitIndexed();
        journal.append(List.of(odd)).join();
        awaitIndexed();

        assertThat(letters()).isEmpty();
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(1);
    }

    /** The copies are more than one bulk takes: who settled the first of them takes some, and whoever comes next the others. */
    @Test
    void aTrialOfAStreamIsOverBeforeCopiesOfOthersAreDelivered() {
        String tried = "logs-tried-tocsin";
        inFlight = 8;
        bulkTimeout = Duration.ofSeconds(30);
        startLoopLongAgo();
        CountDownLatch original = server.holdNextBulk();
        for (int i = 0; i < 81; i++) {
            journal.append(List.of(given("the-same", 1))).join();
        }
        await().until(() -> server.bulks.size() == 1 && gauge("tocsin.index.waiting.copies") == 80);
        AtomicReference<@Nullable CountDownLatch> trial = new AtomicReference<>();
        server.then(Fault.SOME_ITEMS_429).faults(() -> {
            trial.compareAndSet(null, server.holdNextBulk());
            return Fault.NONE;
        });
        journal.append(List.of(event(tried, 1, ""))).join();
        await().until(() -> trial.get() != null);
        server.faults(() -> Fault.NONE);
        CountDownLatch lookUps = new CountDownLatch(1);
        server.lookUpsGoOn = lookUps;
        original.countDown();
        await().until(() -> gauge("tocsin.index.waiting.copies") == 40);

        Objects.requireNonNull(trial.get()).countDown();
        await().until(() -> gauge("tocsin.index.waiting.copies") == 0);

        await().until(() -> gauge("tocsin.index.held.streams") == 0);
        assertThat(numbers(tried)).containsExactly(1);
        assertThat(Objects.requireNonNull(loop).inHand())
                .as("copies that are looked up")
                .isGreaterThanOrEqualTo(loop.tally().open());
        lookUps.countDown();
        awaitIndexed();
    }
}

package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.index.FakeElasticsearch;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import dev.tocsin.ingest.index.Gate;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.index.ProgressTally;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexingLoopTest extends IndexingLoopFixture {
    private static final Duration LONG_AWAY = Duration.ofMinutes(1);

    /** Of the time in the loop. */
    private volatile Duration ahead = Duration.ZERO;

    private static final class SwitchedGate implements Gate {
        private final AtomicInteger looks = new AtomicInteger();
        private volatile boolean ready = true;

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isStillOpen() {
            looks.incrementAndGet();
            return ready;
        }

        private void awaitLooks(int more) {
            int wanted = looks.get() + more;
            await().pollInterval(Duration.ofMillis(5)).until(() -> looks.get() >= wanted);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET_BEFORE", "UNAVAILABLE_503_BEFORE", "FORBIDDEN_403"})
    void looksForTheTemplatesAgainAfterElasticsearchWasAway(Fault fault) {
        SwitchedGate templates = new SwitchedGate();
        gate = templates;
        loopClock = () -> Instant.now().plus(ahead);
        startLoop();
        append(0, 10);
        awaitIndexed();
        templates.ready = false;
        ahead = LONG_AWAY;
        server.then(fault);
        int bulks = server.bulks.size();

        append(10, 11); // one event is one bulk, and no other is answered meanwhile
        templates.awaitLooks(1);
        append(11, 20);
        templates.awaitLooks(4);

        // Each slot may have had one on its way.
        assertThat(server.bulks).hasSizeLessThanOrEqualTo(bulks + 2);
        assertThat(journal.room().unreadEvents()).isPositive();
        templates.ready = true;
        awaitIndexed();
        assertThat(numbers(STREAM)).isEqualTo(range(0, 20));
    }

    /** So it is with one of several nodes down: the templates need not be looked for, and everybody wait for it, each time. */
    @Test
    void whereOthersAreAnsweredElasticsearchIsNotAway() {
        SwitchedGate templates = new SwitchedGate();
        gate = templates;
        Instant start = Instant.now();
        // 20 times as slow: what was answered was answered just now.
        loopClock = () -> start.plus(Duration.between(start, Instant.now()).dividedBy(20));
        startLoop();
        append(0, 10);
        awaitIndexed();
        templates.ready = false;

        server.then(Fault.RESET_BEFORE, Fault.NONE, Fault.UNAVAILABLE_503_BEFORE, Fault.FORBIDDEN_403);
        append(10, 13);
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 13));
    }

    @Test
    void looksForTheTemplatesBeforeTheFirstEventOfAStream() {
        SwitchedGate templates = new SwitchedGate();
        gate = templates;
        startLoop();
        append(0, 10);
        awaitIndexed();
        templates.ready = false;
        append(10, 20);
        awaitIndexed();

        journal.append(List.of(event("logs-new-tocsin", 1, ""))).join();
        templates.awaitLooks(3);

        assertThat(server.documents("logs-new-tocsin")).isEmpty();
        templates.ready = true;
        awaitIndexed();
        assertThat(numbers("logs-new-tocsin")).containsExactly(1);
    }

    @Test
    void nobodySendsWhileTheTemplatesAreLookedFor() {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger asking = new AtomicInteger(-1_000);
        gate = new Gate() {
            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public boolean isStillOpen() {
                if (asking.incrementAndGet() > 0) {
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return true;
            }
        };
        loopClock = () -> Instant.now().plus(ahead);
        startLoop();
        append(0, 10);
        awaitIndexed();
        asking.set(0);
        ahead = LONG_AWAY;
        server.then(Fault.RESET_BEFORE);
        append(10, 11); // one event is one bulk
        await().until(() -> asking.get() == 1);
        int bulks = server.bulks.size();

        append(11, 30);

        await("the other bulk asks too").until(() -> asking.get() == 2);
        assertThat(server.bulks).hasSize(bulks);
        answered.countDown();
        awaitIndexed();
        assertThat(numbers(STREAM)).isEqualTo(range(0, 30));
    }

    @Test
    void tellsThatItHasLostSightOfEventsAndGoesOnWithTheOthers() {
        append(0, 10);
        AtomicInteger reads = new AtomicInteger();
        JournalReader stumbling = new ReaderBetween.Follower(journal) {
            @Override
            public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
                List<JournaledEvent> events = super.poll(maxBytes, wait);
                if (events.isEmpty() || reads.incrementAndGet() > 1) {
                    return events;
                }
                return new AbstractList<>() {
                    @Override
                    public JournaledEvent get(int index) {
                        throw new StackOverflowError("as if");
                    }

                    @Override
                    public int size() {
                        return events.size();
                    }
                };
            }
        };
        IndexSettings settings = IndexSettings.forNode("n1");
        loop = IndexingLoop.start(
                new ReaderBetween(journal, stumbling), gate, link, deadLetters, settings, loopClock, registry);

        await().until(loop::hasLostSight);
        append(10, 20);
        await().until(() -> numbers(STREAM).equals(range(10, 20)));

        restart();
        awaitIndexed();
        assertThat(numbers(STREAM)).isEqualTo(range(0, 20));
    }

    @Test
    void indexesWhatIsAppendedWithAFreshStampAndMovesTheCheckpoint() {
        bulkTimeout = Duration.ofSeconds(20);
        startLoop();
        append(0, 100);
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 100));
        assertThat(server.documents(STREAM)
                        .getFirst()
                        .path("event")
                        .path("ingested")
                        .asString())
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
        assertThat(server.bulks).doesNotHaveDuplicates().allMatch(name -> name.startsWith("tocsin-n1-"));
        assertThat(count("tocsin.index.settled.events", "outcome", "indexed")).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void indexesEachEventOnceWhateverHappensToABulk(Fault fault) {
        append(0, 30);
        server.then(fault);
        startLoop();
        awaitIndexed();
        append(30, 40);
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 40));
        assertThat(server.copies().values()).containsOnly(1);
    }

    @Test
    void sendsOnlyTheRefusedItemsAgain() {
        append(0, 9);
        server.then(Fault.SOME_ITEMS_429);
        startLoop();
        awaitIndexed();

        assertThat(server.sentIds).hasSize(2);
        assertThat(server.sentIds.get(0)).hasSize(9);
        assertThat(server.sentIds.get(1))
                .containsExactly(
                        server.sentIds.get(0).get(0),
                        server.sentIds.get(0).get(3),
                        server.sentIds.get(0).get(6));
    }

    @Test
    void looksTheEventsUpInAllIndicesBeforeItSendsThemAgain() {
        append(0, 20);
        server.then(Fault.ROLLOVER_AFTER_RESET);
        startLoop();
        awaitIndexed();

        assertThat(server.copies())
                .hasSize(20)
                .allSatisfy((_, copies) -> assertThat(copies).isEqualTo(1));
        assertThat(server.bulks).hasSize(1);
        assertThat(count("tocsin.index.settled.events", "outcome", "found_there"))
                .isEqualTo(20);
    }

    @Test
    void sendsNothingAgainWhileTheFirstTryIsStillRunning() {
        append(0, 20);
        server.then(Fault.SLOW);
        startLoop();
        awaitIndexed();

        assertThat(server.bulks).hasSize(1);
        assertThat(server.copies().values()).containsOnly(1).hasSize(20);
    }

    @Test
    void sendsNothingAgainWhileItCannotLookUp() {
        append(0, 20);
        server.then(Fault.RESET_AFTER);
        server.readsFail(true);
        startLoop();
        await().until(() -> server.bulks.size() == 1);
        await().during(Duration.ofMillis(200)).until(() -> server.bulks.size() == 1);
        server.readsFail(false);
        awaitIndexed();

        assertThat(server.bulks).hasSize(1);
    }

    @Test
    void waitsAsLongAsItIsAskedTo() {
        append(0, 3);
        server.then(Fault.BUSY_429_RETRY_AFTER);
        long started = System.nanoTime();
        startLoop();
        awaitIndexed();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void looksUpAfterARestartWhatAnEarlierProcessMaySent() {
        append(0, 20);
        server.then(Fault.RESET_AFTER);
        server.readsFail(true);
        startLoop();
        await().until(() -> server.bulks.size() == 1);
        stopLoop();
        server.rollOver(STREAM);
        server.readsFail(false);

        restart();
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 20));
        assertThat(server.copies().values()).containsOnly(1);
        assertThat(server.bulks).hasSize(1);
    }

    @Test
    void doublesNothingOfAnOldCopyOfTheJournalThatDoesNotKnowWhatWasSentSince() throws IOException {
        Path live = folder.resolve("journal");
        append(0, 100);
        copy(live, folder.resolve("copy"));
        startLoop();
        awaitIndexed();
        server.rollOver(STREAM);
        stopLoop();
        journal.close();

        copy(folder.resolve("copy"), live);
        restart();
        append(100, 120);
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 120));
    }

    @Test
    void looksUpOnlyTheFirstOfWhatAStreamWasLeftWithUnsent() {
        // What is not answered in time is looked up, too.
        bulkTimeout = Duration.ofSeconds(20);
        server.put(STREAM, "another", "{\"number\":400}");
        append(0, 400);
        restart();
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 401));
        // A hundred, in full bulks, and each slot may have had one on its way.
        assertThat(server.lookUps.stream().mapToInt(Integer::intValue).sum()).isBetween(100, 200);
    }

    /** As an operator puts back a backup. */
    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            for (Path file : files(to)) {
                Files.delete(file);
            }
        }
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void movesAFieldThatDoesNotFitAndDoesSoAtOnceTheNextTime() {
        startLoop();
        journal.append(List.of(event(STREAM, 0, ",\"numeric_labels\":{\"x\":\"abc\",\"y\":1}"), event(STREAM, 1, "")))
                .join();
        awaitIndexed();
        int bulks = server.bulks.size();
        journal.append(List.of(event(STREAM, 2, ",\"numeric_labels\":{\"x\":\"def\"}")))
                .join();
        journal.append(List.of(event(STREAM, 3, ",\"numeric_labels\":{\"x\":3}")))
                .join();
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 4));
        assertThat(server.documents(STREAM))
                .extracting(document -> document.path("labels_conflict")
                        .path("numeric_labels.x")
                        .asString(""))
                .containsExactlyInAnyOrder("abc", "", "def", "");
        assertThat(server.bulks.size() - bulks).isLessThanOrEqualTo(2);
        assertThat(count("tocsin.index.repaired.events")).isEqualTo(2);
    }

    @Test
    void letsOtherStreamsPassOneInTroubleAndKeepsItsEvents() {
        startLoop();
        journal.append(List.of(event("logs-bad-tocsin", 0, ""), event("logs-bad-tocsin", 1, "")))
                .join();
        append(2, 50);
        await().until(() -> numbers(STREAM).equals(range(2, 50)));

        assertThat(journal.room().unreadEvents()).isPositive();
        // While a bulk of them is tried they are not held.
        await().until(() -> gauge("tocsin.index.held.bytes") > 0);
    }

    @Test
    void anEventThatIsMoreThanElasticsearchTakesAtATimeKeepsNoPlace() {
        server.largestBulk = 10_000;
        startLoop();
        String large = ",\"padding\":\"%s\"".formatted("x".repeat(20_000));

        journal.append(List.of(event("logs-large-tocsin", 1, large))).join();
        await().until(() -> gauge("tocsin.index.held.streams") == 1 && gauge("tocsin.index.concurrency.used") == 0);
        append(2, 5);
        await().until(() -> numbers(STREAM).equals(range(2, 5)));
        assertThat(journal.room().unreadEvents()).isPositive();

        server.largestBulk = Integer.MAX_VALUE;
        awaitIndexed();
        assertThat(numbers("logs-large-tocsin")).containsExactly(1);
    }

    @Test
    void buriesAnEventThatIsRefusedWhileOthersOfItsStreamAreTaken() throws IOException {
        startLoop();
        appendUntilAPoisonedEventIsSettled();

        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.path("stage").asString()).isEqualTo("index");
            assertThat(letter.path("reason").asString()).isEqualTo("illegal_argument_exception: poison");
            assertThat(letter.path("raw").asString()).contains("poison");
        });
        assertThat(count("tocsin.index.dead.letters", "reason", "refused")).isEqualTo(1);
    }

    private void appendUntilAPoisonedEventIsSettled() {
        journal.append(List.of(event(STREAM, 0, ",\"poison\":1"))).join();
        for (int i = 1; i < 40; i++) {
            append(i, i + 1);
            int number = i;
            await().until(() -> numbers(STREAM).contains(number));
            if (journal.room().unreadEvents() == 0) {
                break;
            }
        }
        awaitIndexed();
    }

    @Test
    void goesOnWithAHeldStreamAfterAnErrorWhileItWasTried() throws IOException {
        AtomicInteger kept = new AtomicInteger();
        startLoop(new DeadLetters() {
            @Override
            public void keep(List<DeadLetter> letters) throws IOException {
                if (kept.getAndIncrement() == 0) {
                    throw new StackOverflowError("as if");
                }
                deadLetters.keep(letters);
            }

            @Override
            public void close() {}
        });

        appendUntilAPoisonedEventIsSettled();

        assertThat(kept).hasValue(2);
        assertThat(letters()).hasSize(1);
    }

    @Test
    void afterAnErrorAnEventIsLeftToWhoHasItByThen() {
        AtomicReference<@Nullable CountDownLatch> second = new AtomicReference<>();
        AtomicInteger kept = new AtomicInteger();
        server.rollOver(STREAM);
        server.put(STREAM, "taken", "{}");
        server.then(Fault.SOME_ITEMS_429).faults(() -> {
            second.compareAndSet(null, server.holdNextBulk());
            return Fault.NONE;
        });
        bulkTimeout = Duration.ofSeconds(30);
        // when: one is held and sent again by another thread, and then something breaks about the bulk's other event
        journal.append(List.of(given("held", 1), given("taken", 2))).join();
        loopClock = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        startLoop(new DeadLetters() {
            @Override
            public void keep(List<DeadLetter> letters) throws IOException {
                if (kept.getAndIncrement() == 0) {
                    await().until(() -> second.get() != null);
                    throw new IllegalStateException("as if");
                }
                deadLetters.keep(letters);
            }

            @Override
            public void close() {}
        });
        await().until(() -> gauge("tocsin.index.held.bytes") > 0 && kept.get() == 1 && second.get() != null);
        await().during(Duration.ofMillis(100)).until(() -> gauge("tocsin.index.held.bytes") > 0);
        server.faults(() -> Fault.NONE);
        Objects.requireNonNull(second.get()).countDown();
        awaitIndexed();

        assertThat(server.sentIds.stream().filter(ids -> ids.contains("held"))).hasSize(2);
        ProgressTally tally = Objects.requireNonNull(loop).tally();
        assertThat(tally.settled().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(tally.read());
        assertThat(tally.open()).isZero();
    }

    @Test
    void anEventIsOneDeadLetterHoweverOftenTheDiskRefusedIt() throws IOException {
        Path away = folder.resolve("away");
        Files.move(folder.resolve("refused"), away);
        AtomicInteger tries = new AtomicInteger();
        startLoop(new DeadLetters() {
            @Override
            public void keep(List<DeadLetter> letters) throws IOException {
                if (tries.incrementAndGet() == 4) {
                    Files.move(away, folder.resolve("refused"));
                }
                deadLetters.keep(letters);
            }

            @Override
            public void close() {}
        });

        appendUntilAPoisonedEventIsSettled();

        assertThat(tries).hasValue(4);
        assertThat(letters()).hasSize(1);
        assertThat(count("tocsin.dead.letters", "stage", "index")).isEqualTo(1);
    }

    @Test
    void splitsABulkThatIsTooLargeAndBuriesOneEventThatIs() throws IOException {
        append(0, 2);
        server.then(Fault.TOO_LARGE_413, Fault.TOO_LARGE_413);
        startLoop();
        awaitIndexed();

        assertThat(numbers(STREAM)).containsExactly(1);
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("raw").asString()).contains("\"number\":0"));
    }

    @Test
    void waitsNoLongerForAClockThatIsSetBack() {
        AtomicReference<Instant> shown = new AtomicReference<>(Instant.now().plus(Duration.ofHours(1)));
        Instant start = Instant.now();
        loopClock = () -> shown.get().plus(Duration.between(start, Instant.now()));
        startLoop();
        append(0, 10);
        awaitIndexed();
        server.then(Fault.SOME_ITEMS_429, Fault.SOME_ITEMS_429, Fault.SOME_ITEMS_429);
        append(10, 50);

        shown.set(Instant.now());
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 50));
        try {
            // It has nothing to do now, and would not notice an end while it waits for an hour.
            assertThatCode(() -> CompletableFuture.runAsync(this::stopLoop).get(5, TimeUnit.SECONDS))
                    .doesNotThrowAnyException();
        } finally {
            append(50, 51);
        }
    }

    @Test
    void waitsForAnElasticsearchThatIsNotThereAtTheStart() throws IOException {
        int port = server.url().getPort();
        server.close();
        append(0, 10);
        // Bound and not listening: connections are refused, and no server of a test beside this one gets the port.
        try (SocketChannel kept = SocketChannel.open()) {
            kept.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(new InetSocketAddress("127.0.0.1", port));
            startLoop();
            await().during(Duration.ofMillis(200)).until(() -> journal.room().unreadEvents() == 10);
            stopLoop();
        }

        server = FakeElasticsearch.start();
        link.close();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
        restart();
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 10));
    }
}

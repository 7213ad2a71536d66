package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import dev.tocsin.ingest.index.Gate;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.FileJournal;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.JournalRoom;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.DeadLetters;
import dev.tocsin.ingest.refused.FileDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class IndexingLoopTest {
    private static final String STREAM = "logs-shop-tocsin";
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.tocsin.ingest");

    @TempDir
    Path folder;

    private FakeElasticsearch server;
    private ElasticLink link;
    private FileJournal journal;
    private FileDeadLetters deadLetters;
    private @Nullable IndexingLoop loop;
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long heldBytes = 1_000_000;
    private int olderIndices = 3;
    private Duration bulkTimeout = Duration.ofMillis(150);
    private InstantSource loopClock = InstantSource.system();
    private Gate gate = () -> true;

    @BeforeEach
    void open() throws IOException {
        LOG.setLevel(Level.OFF);
        server = FakeElasticsearch.start();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
        openJournal();
    }

    private void openJournal() {
        registry = new SimpleMeterRegistry();
        journal = FileJournal.open(JournalSettings.in(folder.resolve("journal")), InstantSource.system(), registry);
        deadLetters = FileDeadLetters.open(
                DeadLetterSettings.in(folder.resolve("refused")), InstantSource.system(), registry);
    }

    @AfterEach
    void close() {
        stopLoop();
        journal.close();
        deadLetters.close();
        link.close();
        server.close();
        LOG.setLevel(null);
    }

    private void startLoop() {
        startLoop(deadLetters);
    }

    private void startLoop(DeadLetters letters) {
        IndexSettings settings = new IndexSettings(
                "n1",
                200_000,
                40,
                Duration.ofMillis(5),
                2,
                bulkTimeout,
                Duration.ofMillis(100),
                heldBytes,
                Duration.ofMillis(2),
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                4,
                olderIndices,
                Duration.ofMillis(300));
        loop = IndexingLoop.start(journal, gate, link, letters, settings, loopClock, registry);
    }

    /** What is appended from now on comes long after the start of the next loop. */
    private void startLoopLongAgo() {
        loopClock = () -> Instant.now().minus(Duration.ofHours(1));
        startLoop();
    }

    private void stopLoop() {
        if (loop != null) {
            loop.close();
            loop = null;
        }
    }

    private void restart() {
        stopLoop();
        journal.close();
        deadLetters.close();
        openJournal();
        startLoop();
    }

    private static LogEvent event(String stream, int number, String more) {
        return new LogEvent(null, stream, document(number, more));
    }

    private static LogEvent given(String id, int number) {
        return new LogEvent(new EventId(id), STREAM, document(number, ""));
    }

    private static byte[] document(int number, String more) {
        return "{\"@timestamp\":\"2026-11-23T01:00:00Z\",\"number\":%d%s,\"event\":{\"kind\":\"event\"}}"
                .formatted(number, more)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void append(int from, int to) {
        for (int i = from; i < to; i++) {
            journal.append(List.of(event(STREAM, i, ""))).join();
        }
    }

    private List<Integer> numbers(String stream) {
        return server.documents(stream).stream()
                .map(document -> document.path("number").asInt())
                .sorted()
                .toList();
    }

    private void awaitIndexed() {
        awaitIndexed(Duration.ofSeconds(20));
    }

    private void awaitIndexed(Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> journal.room().unreadEvents() == 0);
    }

    private List<JsonNode> letters() throws IOException {
        List<JsonNode> letters = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("refused"))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    letters.add(JsonMapper.shared().readTree(line));
                }
            }
        }
        return letters;
    }

    private double count(String name, String... tags) {
        return registry.counter(name, tags).count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

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
        startLoop();
        append(0, 10);
        awaitIndexed();
        templates.ready = false;
        server.then(fault);
        int bulks = server.bulks.size();

        append(10, 20);
        templates.awaitLooks(4);

        // Each slot may have had one on its way.
        assertThat(server.bulks).hasSizeLessThanOrEqualTo(bulks + 2);
        assertThat(journal.room().unreadEvents()).isPositive();
        templates.ready = true;
        awaitIndexed();
        assertThat(numbers(STREAM)).isEqualTo(range(0, 20));
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
        startLoop();
        append(0, 10);
        awaitIndexed();
        asking.set(0);
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
        JournalReader reader = journal.reader();
        JournalReader stumbling = new JournalReader() {
            @Override
            public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
                List<JournaledEvent> events = reader.poll(maxBytes, wait);
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

            @Override
            public void checkpoint(long position) {
                reader.checkpoint(position);
            }
        };
        IndexSettings settings = IndexSettings.forNode("n1");
        loop = IndexingLoop.start(
                new Rereading(journal, stumbling), gate, link, deadLetters, settings, loopClock, registry);

        await().until(loop::hasLostSight);
        append(10, 20);
        await().until(() -> numbers(STREAM).equals(range(10, 20)));

        restart();
        awaitIndexed();
        assertThat(numbers(STREAM)).isEqualTo(range(0, 20));
    }

    private record Rereading(Journal journal, JournalReader reader) implements Journal {
        @Override
        public CompletableFuture<Appended> append(List<LogEvent> events) {
            return journal.append(events);
        }

        @Override
        public JournalRoom room() {
            return journal.room();
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    @Test
    void indexesWhatIsAppendedWithAFreshStampAndMovesTheCheckpoint() {
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
    void pausesReadingWhenTooMuchIsHeld() {
        heldBytes = 2_000;
        startLoop();
        String padding = ",\"padding\":\"%s\"".formatted("x".repeat(10_000));
        for (int i = 0; i < 100; i++) {
            journal.append(List.of(event("logs-bad-tocsin", i, padding))).join();
        }
        append(100, 110);
        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(5))
                .until(() -> gauge("tocsin.index.held.bytes") < 700_000);
        assertThat(journal.room().unreadEvents()).isEqualTo(110);
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
    void waitsForAnElasticsearchThatIsNotThereAtTheStart() throws IOException {
        server.close();
        append(0, 10);
        startLoop();
        await().during(Duration.ofMillis(200)).until(() -> journal.room().unreadEvents() == 10);
        stopLoop();

        server = FakeElasticsearch.start();
        link.close();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
        restart();
        awaitIndexed();

        assertThat(numbers(STREAM)).isEqualTo(range(0, 10));
    }

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

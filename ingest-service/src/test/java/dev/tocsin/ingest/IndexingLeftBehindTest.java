package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.journal.JournalReader;
import dev.tocsin.ingest.journal.Reread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More of a stream that is refused comes than may be held: it is left in the journal, and the others are not held up. */
class IndexingLeftBehindTest extends IndexingLoopFixture {
    private static final String REFUSED = "logs-refused-tocsin";
    private static final String PADDING = ",\"padding\":\"%s\"".formatted("x".repeat(1_000));

    private final List<Integer> ofRefused = new ArrayList<>();
    private final List<Integer> ofOthers = new ArrayList<>();
    private int next;
    private @Nullable JournalReader reader;

    @Override
    Journal journalOfLoop() {
        return reader == null ? journal : new ReaderBetween(journal, reader);
    }

    @BeforeEach
    void little() {
        heldBytes = 50_000;
        bulkTimeout = Duration.ofSeconds(30);
        server.refuses(REFUSED, true);
    }

    private void appendToBoth(int events) {
        for (int i = 0; i < events; i++) {
            append(ofOthers, STREAM);
            append(ofRefused, REFUSED);
        }
    }

    private void append(List<Integer> numbers, String stream) {
        journal.append(List.of(event(stream, next, PADDING))).join();
        numbers.add(next++);
    }

    private void awaitOthers() {
        await("the others do not wait")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> numbers(STREAM).equals(ofOthers));
    }

    private void assertThatAllAreThereOnce() {
        assertThatAllAreThere();
        assertThatNothingIsAmiss();
    }

    private void assertThatAllAreThere() {
        awaitIndexed(Duration.ofSeconds(60));
        assertThat(numbers(STREAM)).isEqualTo(ofOthers);
        assertThat(numbers(REFUSED)).isEqualTo(ofRefused);
        assertThat(server.copies().values()).containsOnly(1);
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        assertThat(gauge("tocsin.index.left.events")).isZero();
    }

    private void assertThatNothingIsAmiss() {
        try (Conservation account = Conservation.watch(
                List::of, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
            assertThat(account.check().findings()).isEmpty();
        }
    }

    @Test
    void theOthersGoOnAndAllIsThereOnceWhenItIsTakenAgain() {
        startLoop();
        for (int i = 0; i < 10; i++) {
            appendToBoth(50);
            awaitOthers();
        }

        assertThat(numbers(REFUSED)).isEmpty();
        assertThat(gauge("tocsin.index.left.events")).isPositive();
        assertThat(gauge("tocsin.index.held.bytes")).isLessThan(heldBytes + 2 * 200_000);
        assertThatNothingIsAmiss();

        server.refuses(REFUSED, false);
        assertThatAllAreThereOnce();
        await("it is as before").until(() -> gauge("tocsin.index.held.streams") == 0);
    }

    @Test
    void whatWasLeftIsReadByTheNextProcess() {
        startLoop();
        appendToBoth(300);
        awaitOthers();
        assertThat(gauge("tocsin.index.left.events")).isPositive();

        restart();
        appendToBoth(100);
        awaitOthers();
        assertThat(gauge("tocsin.index.left.events")).isPositive();

        restart();
        server.refuses(REFUSED, false);
        assertThatAllAreThereOnce();
    }

    @Test
    void copiesOfWhatWasLeftAreThereOnce() {
        startLoopLongAgo();
        appendToBoth(20);
        for (int i = 0; i < 3; i++) {
            for (int id = 0; id < 100; id++) {
                journal.append(List.of(
                                new LogEvent(new EventId("given-" + id), REFUSED, document(1_000 + id, PADDING))))
                        .join();
            }
            appendToBoth(10);
            awaitOthers();
        }
        assertThat(gauge("tocsin.index.left.events")).isPositive();
        ofRefused.addAll(range(1_000, 1_100));

        server.rollOver(REFUSED);
        server.refuses(REFUSED, false);
        assertThatAllAreThereOnce();
        assertThat(count("tocsin.index.settled.events", "outcome", "client_duplicate"))
                .isEqualTo(200);
    }

    /** A client gives one id to all its events: they wait for each other. */
    @Test
    void copiesOfOneThatIsRefusedDoNotStopReading() {
        startLoopLongAgo();
        appendToBoth(20);
        await().until(() -> gauge("tocsin.index.held.streams") == 1);
        for (int i = 0; i < 400; i++) {
            journal.append(List.of(new LogEvent(new EventId("the-same"), REFUSED, document(1_000, PADDING))))
                    .join();
        }

        appendToBoth(20);
        awaitOthers();

        ofRefused.add(1_000);
        server.refuses(REFUSED, false);
        assertThatAllAreThereOnce();
    }

    @Test
    void aStreamThatIsTakenAgainDoesNotWaitForOneThatIsNot() {
        String again = "logs-again-tocsin";
        List<Integer> ofAgain = new ArrayList<>();
        server.refuses(again, true);
        startLoop();
        appendToBoth(300);
        for (int i = 0; i < 300; i++) {
            append(ofAgain, again);
        }
        appendToBoth(10);
        awaitOthers();

        server.refuses(again, false);
        await("it has its part")
                .atMost(Duration.ofSeconds(60))
                .until(() -> numbers(again).equals(ofAgain));

        assertThat(numbers(REFUSED)).isEmpty();
        server.refuses(REFUSED, false);
        assertThatAllAreThereOnce();
    }

    @Test
    void theOthersDoNotWaitUntilAStreamHasCaughtUp() {
        startLoop();
        appendToBoth(1_000);
        awaitOthers();
        CountDownLatch quick = server.slow(REFUSED, 100);
        server.refuses(REFUSED, false);
        await().until(() -> !numbers(REFUSED).isEmpty());

        for (int i = 0; i < 3; i++) {
            append(ofOthers, STREAM);
            awaitOthers();
        }

        assertThat(gauge("tocsin.index.left.events")).isPositive();
        quick.countDown();
        assertThatAllAreThereOnce();
    }

    @Test
    void whatIsDamagedBeforeItIsReadAgainIsNotLostSilentlyAndHoldsNothingUp() throws IOException {
        AtomicBoolean cannotRead = new AtomicBoolean(true);
        reader = new ReaderBetween.Follower(journal) {
            @Override
            public Reread readAgain(String dataStream, long from, long to, int maxBytes) throws InterruptedException {
                return cannotRead.get() ? new Reread(List.of(), from) : super.readAgain(dataStream, from, to, maxBytes);
            }
        };
        startLoop();
        appendToBoth(200);
        awaitOthers();
        damage(ofRefused.removeLast());
        appendToBoth(1);
        awaitOthers();
        server.refuses(REFUSED, false);
        await("what is in memory is taken").until(() -> !numbers(REFUSED).isEmpty());
        assertThat(gauge("tocsin.index.left.events")).isPositive();
        IndexingLoop running = Objects.requireNonNull(loop);
        assertThat(running.hasLostSight()).isFalse();

        cannotRead.set(false);
        await("the others of it are read")
                .atMost(Duration.ofSeconds(30))
                .until(() -> numbers(REFUSED).equals(ofRefused));
        await("it is told").until(running::hasLostSight);
        assertThat(count("tocsin.journal.damaged.bytes")).isBetween(1_000.0, 1_500.0);
        assertThat(gauge("tocsin.index.left.events")).isZero();
        appendToBoth(1);
        awaitOthers();

        reader = null;
        restart();
        assertThatAllAreThere();
    }

    private void damage(int number) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            Path segment = files.filter(file -> file.toString().endsWith(".segment"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            byte[] wanted = "\"number\":%d,".formatted(number).getBytes(StandardCharsets.UTF_8);
            int at = new String(bytes, StandardCharsets.ISO_8859_1)
                    .indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[wanted.length]), at);
            }
        }
    }
}

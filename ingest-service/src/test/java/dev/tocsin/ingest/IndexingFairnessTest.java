package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One data stream takes seconds for each bulk: the others are not held up, and no event is lost or doubled. */
class IndexingFairnessTest extends IndexingLoopFixture {
    private static final String SLOW = "logs-slow-tocsin";

    private final List<Integer> ofSlow = new ArrayList<>();
    private final List<Integer> ofOthers = new ArrayList<>();
    private int next;

    @BeforeEach
    void patience() {
        bulkTimeout = Duration.ofSeconds(60);
    }

    private void appendToBoth(int events) {
        for (int i = 0; i < events; i++) {
            append(ofOthers, STREAM);
            append(ofSlow, SLOW);
        }
    }

    private void append(List<Integer> numbers, String stream) {
        journal.append(List.of(event(stream, next, ""))).join();
        numbers.add(next++);
    }

    private void awaitSlowStreams(int streams) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    appendToBoth(1);
                    return gauge("tocsin.index.slow.streams") == streams;
                });
    }

    private void assertThatAllAreThereOnce() {
        awaitIndexed(Duration.ofSeconds(60));
        assertThat(numbers(STREAM)).isEqualTo(ofOthers);
        assertThat(numbers(SLOW)).isEqualTo(ofSlow);
        assertThat(server.copies().values()).containsOnly(1);
        try (Conservation account = Conservation.watch(
                List::of, Map::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
            assertThat(account.check().findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void theOthersGoOnWhileASlowStreamWaitsAndItComesBackWhenItIsQuick(int most) {
        inFlight = most;
        startLoop();
        CountDownLatch seconds = server.slow(SLOW, 1_300);
        awaitSlowStreams(1);
        CountDownLatch forLong = server.slow(SLOW, 50_000);
        seconds.countDown();
        appendToBoth(100);
        // Bulks that were mixed before it was known.
        await().atMost(Duration.ofSeconds(20)).until(() -> numbers(STREAM).equals(ofOthers));

        for (int i = 0; i < 10; i++) {
            appendToBoth(100);

            await("the others do not wait").until(() -> numbers(STREAM).equals(ofOthers));
            assertThat(numbers(SLOW)).hasSizeLessThan(ofSlow.size());
        }

        assertThat(gauge("tocsin.index.concurrency.used")).isPositive();
        forLong.countDown();
        awaitSlowStreams(0);
        assertThatAllAreThereOnce();
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        assertThat(gauge("tocsin.index.held.streams")).isZero();
    }

    /** Before they are known to be of that stream there are as many as there are places. */
    @Test
    void theOthersGoOnWhileNoBulkOfAStreamIsAnswered() {
        inFlight = 2;
        bulkTimeout = Duration.ofMillis(1_500);
        startLoop();
        CountDownLatch hangs = server.slow(SLOW, 600_000);
        awaitSlowStreams(1);
        int known = ofOthers.size();

        appendToBoth(100);
        List<Integer> since = ofOthers.subList(known, ofOthers.size());
        await().atMost(Duration.ofSeconds(20)).until(() -> numbers(STREAM).containsAll(since));

        assertThat(numbers(SLOW)).isEmpty();
        hangs.countDown();
        assertThatAllAreThereOnce();
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        await("each place is given back once").until(() -> gauge("tocsin.index.concurrency.used") == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void losesNothingWhileBulksFailToo(int seed) {
        Random random = new Random(seed);
        inFlight = 4;
        server.slow(SLOW, 1_100);
        List<Fault> possible =
                List.of(Fault.BUSY_429, Fault.SOME_ITEMS_429, Fault.RESET_AFTER, Fault.UNAVAILABLE_503_BEFORE);
        server.faults(() -> {
            int number = random.nextInt(12);
            return number < possible.size() ? possible.get(number) : Fault.NONE;
        });
        startLoop();
        awaitSlowStreams(1);
        appendToBoth(300);
        server.faults(() -> Fault.NONE);

        assertThatAllAreThereOnce();
    }

    @Test
    void theOthersGoOnWhenMoreOfASlowStreamWaitsThanMayBeHeld() {
        heldBytes = 40_000;
        startLoop();
        CountDownLatch seconds = server.slow(SLOW, 1_300);
        awaitSlowStreams(1);
        CountDownLatch forLong = server.slow(SLOW, 50_000);
        seconds.countDown();

        for (int i = 0; i < 1_000; i++) {
            append(ofSlow, SLOW);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> gauge("tocsin.index.left.events") > 0);
        append(ofOthers, STREAM);
        await("the others do not wait")
                .atMost(Duration.ofSeconds(20))
                .until(() -> numbers(STREAM).equals(ofOthers));
        assertThat(gauge("tocsin.index.held.bytes")).isLessThan(heldBytes + 400_000);
        assertThat(numbers(SLOW)).hasSizeLessThan(ofSlow.size());

        forLong.countDown();
        assertThatAllAreThereOnce();
        assertThat(gauge("tocsin.index.left.events")).isZero();
    }
}

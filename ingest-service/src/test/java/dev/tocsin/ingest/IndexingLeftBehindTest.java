package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More of a stream that is refused comes than may be held: it is left in the journal, and the others are not held up. */
class IndexingLeftBehindTest extends IndexingLoopFixture {
    private static final String REFUSED = "logs-refused-tocsin";
    private static final String PADDING = ",\"padding\":\"%s\"".formatted("x".repeat(1_000));

    private final List<Integer> ofRefused = new ArrayList<>();
    private final List<Integer> ofOthers = new ArrayList<>();
    private int next;

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
        awaitIndexed(Duration.ofSeconds(60));
        assertThat(numbers(STREAM)).isEqualTo(ofOthers);
        assertThat(numbers(REFUSED)).isEqualTo(ofRefused);
        assertThat(server.copies().values()).containsOnly(1);
        assertThatNothingIsAmiss();
        assertThat(gauge("tocsin.index.held.bytes")).isZero();
        assertThat(gauge("tocsin.index.left.events")).isZero();
    }

    private void assertThatNothingIsAmiss() {
        try (Conservation account =
                Conservation.watch(List::of, journal, Objects.requireNonNull(loop), InstantSource.system(), registry)) {
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
}

package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private static final int EVENT = 1_000;

    private final HeldBytes bytes = new HeldBytes(new IndexSettings(
            "n",
            10_000,
            1_000,
            Duration.ZERO,
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            100_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            1,
            Duration.ofSeconds(1)));
    private final Delivery delivery = delivery();

    private static Delivery delivery() {
        int overhead = 256;
        JournaledEvent event =
                new JournaledEvent(0, 1, new EventId("i"), false, false, "s", new byte[EVENT - overhead], 0);
        return new Progress(0, Unwatched.INSTANCE).opened(List.of(event)).getFirst();
    }

    private void holdOfStreams(int events) {
        for (int i = 0; i < events; i++) {
            bytes.addOfStream(delivery);
        }
    }

    private void holdOfOthers(int events) {
        for (int i = 0; i < events; i++) {
            bytes.add(delivery);
        }
    }

    @Test
    void heldStreamsHaveHalfAndReadingGoesOnWhateverComesBackOnTop() {
        assertThat(bytes.roomFor(0, 1)).isEqualTo(25_000);
        holdOfStreams(40);
        assertThat(bytes.roomFor(40_000, 1)).isEqualTo(10_000);

        holdOfStreams(10 + 20);

        assertThat(bytes.roomFor(70_000, 1)).isZero();
        assertThat(bytes.isFull()).isFalse();
        holdOfOthers(49);
        assertThat(bytes.isFull()).isFalse();
    }

    @Test
    void copiesFillTheOtherHalf() {
        holdOfOthers(24);
        assertThat(bytes.roomFor(0, 1)).isEqualTo(1_000);
        holdOfOthers(1);
        assertThat(bytes.roomFor(0, 1)).isZero();

        holdOfOthers(24);
        assertThat(bytes.isFull()).isFalse();
        holdOfOthers(1);
        assertThat(bytes.isFull()).isTrue();
        bytes.remove(delivery);
        assertThat(bytes.isFull()).isFalse();
        assertThat(bytes.bytes()).isEqualTo(49_000);
    }

    @Test
    void moreThanCanHaveBeenOnItsWayStopsReading() {
        holdOfStreams(50 + 20 + 49);
        assertThat(bytes.isFull()).isFalse();

        holdOfStreams(1);

        assertThat(bytes.isFull()).isTrue();
        bytes.removeOfStream(delivery);
        assertThat(bytes.isFull()).isFalse();
    }

    @Test
    void eachStreamHasItsPartThoughOneHasTakenAll() {
        holdOfStreams(50);

        assertThat(bytes.roomFor(50_000, 5)).isZero();
        assertThat(bytes.roomFor(0, 5)).isEqualTo(5_000);
        assertThat(bytes.roomFor(4_000, 5)).isEqualTo(1_000);
        assertThat(bytes.roomFor(5_000, 5)).isZero();
        assertThat(bytes.partOf(1_000_000)).isPositive();
    }
}

package dev.tocsin.ingest.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress(0, Unwatched.INSTANCE);
    private int read;

    private List<Delivery> read(int events) {
        List<JournaledEvent> stretch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int at = read++;
            stretch.add(new JournaledEvent(
                    at, at + 1, new EventId("e" + at), false, false, "logs-shop-tocsin", "{}".getBytes(UTF_8), at));
        }
        return progress.opened(stretch);
    }

    @Test
    void whatIsFinishedBehindAStuckEventTakesNoMemory() {
        Delivery stuck = read(1).getFirst();

        for (int i = 0; i < 10_000; i++) {
            read(2).forEach(delivery -> progress.settled(delivery, Outcome.INDEXED));
        }

        assertThat(progress.stretches()).isLessThanOrEqualTo(2);
        assertThat(progress.done()).isEmpty();
        assertThat(progress.oldestOpen()).hasValue(0);
        progress.settled(stuck, Outcome.INDEXED);
        assertThat(progress.done()).hasValue(20_001);
        assertThat(progress.oldestOpen()).isEmpty();
        assertThat(progress.stretches()).isZero();
    }

    @Test
    void whatIsSettledTwiceIsCountedAndTakesNoOtherWithIt() {
        List<Delivery> both = read(2);
        progress.settled(both.getFirst(), Outcome.INDEXED);

        progress.settled(both.getFirst(), Outcome.DEAD_LETTER);

        assertThat(progress.tally().twice()).isEqualTo(1);
        assertThat(progress.tally().open()).isEqualTo(1);
        assertThat(progress.done()).isEmpty();
        progress.settled(both.getLast(), Outcome.INDEXED);
        assertThat(progress.done()).hasValue(2);
        assertThat(progress.tally().settled()).containsEntry(Outcome.INDEXED, 2L);
    }

    @Test
    void whatWasWrittenBeforeTheStartIsCountedApart() {
        List<String> told = new ArrayList<>();
        Progress later = new Progress(2, new Progress.Watch() {
            @Override
            public void recovered(JournaledEvent event) {
                told.add(event.id().value());
            }

            @Override
            public void settled(Delivery delivery) {
                told.add(delivery.id());
            }

            @Override
            public void counted(String stream, Outcome outcome, int events) {
                told.add(events + " " + outcome.word());
            }
        });
        List<JournaledEvent> events = read(3).stream().map(Delivery::event).toList();

        later.settled(later.opened(events).getLast(), Outcome.CLIENT_DUPLICATE);

        assertThat(told).containsExactly("e0", "e1", "e2", "1 client_duplicate");
        assertThat(later.tally().recovered()).isEqualTo(2);
        assertThat(later.tally().settled())
                .containsEntry(Outcome.CLIENT_DUPLICATE, 1L)
                .containsEntry(Outcome.INDEXED, 0L);
    }

    @RepeatedTest(50)
    void isDoneUpToTheFirstStretchWithAnOpenEventInWhateverOrderTheyAreSettled(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Delivery> open = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        BitSet settled = new BitSet();

        for (int step = 0; step < 400; step++) {
            if (random.nextInt(3) == 0) {
                open.addAll(read(1 + random.nextInt(4)));
                ends.add(read);
            } else if (!open.isEmpty()) {
                Delivery delivery = open.remove(random.nextInt(open.size()));
                settled.set((int) delivery.event().position());
                progress.settled(delivery, Outcome.values()[random.nextInt(Outcome.values().length)]);
            }

            ProgressTally tally = progress.tally();
            assertThat(tally.read()).isEqualTo(read);
            assertThat(tally.open()).isEqualTo(open.size());
            assertThat(tally.twice()).isZero();
            assertThat(tally.settled().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(tally.read() - tally.open());
            long done =
                    ends.stream().filter(end -> settled.nextClearBit(0) >= end).reduce(0, Math::max);
            assertThat(progress.done()).isEqualTo(done == 0 ? OptionalLong.empty() : OptionalLong.of(done));
            assertThat(progress.stretches()).isLessThanOrEqualTo(2 * open.size());
        }
    }

    @RepeatedTest(50)
    void whatIsLeftAndReadAgainIsOpenUntilItIsSettled(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Delivery> open = new ArrayList<>();
        List<JournaledEvent> left = new ArrayList<>();
        BitSet settled = new BitSet();

        for (int step = 0; step < 600 || !open.isEmpty() || !left.isEmpty(); step++) {
            int choice = step < 600 ? random.nextInt(6) : 2 + random.nextInt(4);
            if (choice < 2) {
                for (Delivery delivery : read(1 + random.nextInt(4))) {
                    if (random.nextInt(3) > 0) {
                        progress.left(delivery);
                        left.add(delivery.event());
                    } else {
                        open.add(delivery);
                    }
                }
            } else if (choice == 2 && !left.isEmpty()) {
                // Of several streams, so not all from the first on.
                List<JournaledEvent> again =
                        left.stream().filter(_ -> random.nextInt(4) == 0).toList();
                left.removeAll(again);
                open.addAll(progress.readAgain(again));
            } else if (!open.isEmpty()) {
                Delivery delivery = open.remove(random.nextInt(open.size()));
                settled.set((int) delivery.event().position());
                progress.settled(delivery, Outcome.INDEXED);
            }

            ProgressTally tally = progress.tally();
            assertThat(tally.read()).isEqualTo(read);
            assertThat(tally.open()).isEqualTo(open.size() + left.size());
            assertThat(progress.done().orElse(0)).isLessThanOrEqualTo(settled.nextClearBit(0));
            assertThat(progress.stretches()).isLessThanOrEqualTo(2 * open.size() + 1);
        }
        assertThat(progress.done()).hasValue(read);
        assertThat(progress.stretches()).isZero();
    }

    @Test
    void theCheckpointFollowsWhatWasLeftInSteps() {
        long mb = 1024 * 1024;
        List<JournaledEvent> left = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            JournaledEvent event = new JournaledEvent(
                    i * mb, (i + 1) * mb, new EventId("e" + i), false, false, "logs-shop-tocsin", new byte[1], i);
            progress.left(progress.opened(List.of(event)).getFirst());
            left.add(event);
        }
        assertThat(progress.stretches()).isLessThan(10);

        for (JournaledEvent event : left) {
            progress.settled(progress.readAgain(List.of(event)).getFirst(), Outcome.INDEXED);

            assertThat(progress.done().orElse(0)).isBetween(event.nextPosition() - 16 * mb, event.nextPosition());
        }
        assertThat(progress.done()).hasValue(100 * mb);
    }

    @Test
    void whatWasNotLeftIsNotReadAgain() {
        Delivery open = read(1).getFirst();

        assertThatThrownBy(() -> progress.readAgain(List.of(open.event())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}

package dev.tocsin.ingest.journal;

import static dev.tocsin.ingest.journal.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.event.LogEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SettlementsTest {
    private static final int APPENDERS = 4;
    private static final int APPENDS = 150;
    private static final int MOST_EVENTS = 12;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(7));
    private final Settlements settlements = new Settlements();

    private FileJournal open() throws IOException {
        return FileJournal.open(
                new JournalSettings(
                        Path.of("none"),
                        1 << 16,
                        50_000_000,
                        1_000_000,
                        100_000,
                        10_000,
                        Duration.ZERO,
                        Duration.ofMillis(2)),
                disk,
                InstantSource.system(),
                new Random(7),
                new SimpleMeterRegistry());
    }

    /** Settled by several threads as soon as they can be read, in any order: before the appender has heard of its append, too. */
    @RepeatedTest(8)
    void whoFollowsHearsOfEachEventOnceAndWhenHowever(RepetitionInfo repetition) throws Exception {
        long seed = 100 + repetition.getCurrentRepetition();
        int all = APPENDERS * APPENDS;
        try (FileJournal journal = open()) {
            List<CompletableFuture<Void>> appenders = IntStream.range(0, APPENDERS)
                    .mapToObj(appender -> CompletableFuture.runAsync(
                            () -> appendAndFollow(journal, appender, new Random(seed + appender)),
                            task -> Thread.ofPlatform().start(task)))
                    .toList();
            Thread settler = Thread.ofPlatform().start(() -> settleUntilInterrupted(journal, new Random(seed)));

            CompletableFuture<Void> done = CompletableFuture.allOf(appenders.toArray(CompletableFuture[]::new));

            assertThat(done).as("%d appends, seed %d", all, seed).succeedsWithin(30, TimeUnit.SECONDS);
            settler.interrupt();
            settler.join();
            assertThat(journal.settlements().size()).isZero();
        }
    }

    private static void appendAndFollow(FileJournal journal, int appender, Random random) {
        for (int i = 0; i < APPENDS; i++) {
            int first = (appender * APPENDS + i) * MOST_EVENTS;
            int events = 1 + random.nextInt(MOST_EVENTS);
            List<LogEvent> batch = IntStream.range(first, first + events)
                    .mapToObj(n -> event(n))
                    .toList();
            if (random.nextInt(3) == 0) {
                assertThat(journal.append(batch).join().settling()).isNull();
                continue;
            }
            try (Settling settling =
                    Objects.requireNonNull(journal.appendFollowed(batch).join().settling())) {
                assertThat(settling.all()).succeedsWithin(20, TimeUnit.SECONDS);
                Settled settled = settling.now();
                assertThat(settled.waiting()).isZero();
                for (int place = 0; place < events; place++) {
                    assertThat(settled.refusal(place)).isEqualTo(refusalOf(first + place));
                }
            }
        }
    }

    private static @Nullable String refusalOf(int number) {
        return number % 5 == 0 ? "refused " + number : null;
    }

    private static void settleUntilInterrupted(FileJournal journal, Random random) {
        List<JournaledEvent> read = new ArrayList<>();
        try {
            while (true) {
                List<JournaledEvent> more = journal.reader().poll(10_000, Duration.ofMillis(1));
                read.addAll(more);
                Collections.shuffle(read, random);
                // Some stay behind, as those of a stream in trouble do.
                int stay = more.isEmpty() ? 0 : read.size() / 3;
                while (read.size() > stay) {
                    JournaledEvent event = read.removeLast();
                    journal.settlements().settled(event.position(), refusalOf(TestEvents.numberOf(event)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nobodyFollowsWhatTheDiskRefused() throws Exception {
        try (FileJournal journal = open()) {
            journal.append(List.of(event(1))).join();
            disk.arm(SimulatedDisk.Fault.NO_SPACE, 1);

            assertThatThrownBy(() -> journal.appendFollowed(List.of(event(2))).join())
                    .hasCauseInstanceOf(JournalUnavailable.class);

            assertThat(journal.settlements().size()).isZero();
        }
    }

    @Test
    void whatIsSettledTwiceOrIsNobodysChangesNothing() {
        Settling settling = settlements.follow(new long[] {10, 20, 30});

        settlements.settled(20, "bad");
        settlements.settled(20, null);
        settlements.settled(15, null);
        settlements.settled(5, null);
        settlements.settled(99, "bad");

        Settled settled = settling.now();
        assertThat(settled.waiting()).isEqualTo(2);
        assertThat(settled.indexed()).isZero();
        assertThat(settled.refusal(1)).isEqualTo("bad");
        assertThat(settling.all()).isNotDone();
    }

    @Test
    void whatIsKnownStaysKnownWhenNobodyFollowsAnyMore() {
        Settling settling = settlements.follow(new long[] {10, 20});
        settlements.settled(10, null);

        settling.close();
        settlements.settled(20, null);

        assertThat(settling.now().indexed()).isEqualTo(1);
        assertThat(settling.now().isWaiting(1)).isTrue();
        assertThat(settlements.size()).isZero();
    }

    @Test
    void reasonsWithoutEndDoNotFillTheMemory() {
        Settling settling =
                settlements.follow(LongStream.range(0, 2_000).map(i -> i * 10).toArray());

        for (int i = 0; i < 2_000; i++) {
            settlements.settled(i * 10L, "reason " + i);
        }

        assertThat(settling.all()).isCompleted();
        assertThat(settling.now().refusals()).hasSize(2_000).containsEntry(999, "reason 999");
        assertThat(settling.now().refusal(1_000)).contains("see its dead letter");
    }
}

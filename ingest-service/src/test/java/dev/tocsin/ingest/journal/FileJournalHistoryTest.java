package dev.tocsin.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tocsin.ingest.TestLog;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of appends, reads, checkpoints, disk faults and power cuts, held against what was promised. */
class FileJournalHistoryTest {
    private static final int STEPS = 120;
    private static final Logger JOURNAL_LOG = TestLog.of(FileJournal.class.getPackageName());

    @BeforeAll
    static void expectManyErrors() {
        JOURNAL_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        JOURNAL_LOG.setLevel(null);
    }

    static IntStream seeds() {
        int first = Integer.getInteger("journal.seed", 1);
        return IntStream.range(first, first + Integer.getInteger("journal.histories", 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsPromisesThroughFaultsAndPowerCuts(int seed) throws Exception {
        History history = new History(seed);
        try {
            history.run();
        } catch (AssertionError | Exception e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** The model: what was promised about each event, and what has been seen of it. */
    private static final class History {
        private final Random random;
        private final SimulatedDisk disk;
        private final Set<Integer> acknowledged = new HashSet<>();
        private final Map<Integer, EventId> promisedIds = new HashMap<>();
        private final Set<Integer> refused = new HashSet<>();
        private final Map<Integer, JournaledEvent> seen = new HashMap<>();
        private final Map<Integer, Integer> seenInLife = new HashMap<>();
        private final Map<Long, Integer> atPosition = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private @Nullable FileJournal journal;
        private int next;
        private int life;
        private long lastRead;
        private long checkpointed;
        private long highestCheckpoint;

        History(int seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(random);
        }

        void run() throws Exception {
            reopen();
            for (int i = 0; i < STEPS; i++) {
                if (disk.isPowerless()) {
                    crash();
                }
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3 -> append();
                    case 4, 5, 6 -> read(random.nextInt(2000));
                    case 7 -> checkpoint();
                    case 8 -> disk.arm(fault(), 1 + random.nextInt(6));
                    case 9 -> disk.arm(SimulatedDisk.Fault.POWER_CUT, 1 + random.nextInt(12));
                    case 10 -> {
                        if (random.nextInt(4) == 0) {
                            disk.cutPower();
                        }
                    }
                    case 11 -> {
                        if (random.nextInt(4) == 0) {
                            closeWell();
                        }
                    }
                    default -> throw new IllegalStateException();
                }
            }
            if (disk.isPowerless()) {
                crash();
            }
            disk.arm(SimulatedDisk.Fault.SHORT_WRITE, 1_000_000);
            readAll();
            assertThat(seen.keySet()).as("acknowledged and never seen").containsAll(acknowledged);
            long everCheckpointed = highestCheckpoint;
            disk.cutPower();
            crash();
            disk.arm(SimulatedDisk.Fault.SHORT_WRITE, 1_000_000);
            readAll();
            acknowledged.removeIf(
                    number -> Objects.requireNonNull(seen.get(number)).position() < everCheckpointed);
            assertThat(acknowledged)
                    .as("acknowledged, not checkpointed, and handed out again after a power cut")
                    .allMatch(number -> Objects.equals(seenInLife.get(number), life));
            refused.retainAll(seen.keySet());
            assertThat(refused).as("refused and seen").isEmpty();
            journal().close();
        }

        private SimulatedDisk.Fault fault() {
            SimulatedDisk.Fault[] faults = {
                SimulatedDisk.Fault.ERROR, SimulatedDisk.Fault.NO_SPACE, SimulatedDisk.Fault.SHORT_WRITE
            };
            return faults[random.nextInt(faults.length)];
        }

        private FileJournal journal() {
            if (journal == null) {
                throw new IllegalStateException("not open");
            }
            return journal;
        }

        private void append() {
            List<Integer> numbers = new ArrayList<>();
            List<LogEvent> events = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                numbers.add(next);
                events.add(
                        random.nextInt(5) == 0
                                ? TestEvents.eventWithId(next, "client-" + next)
                                : TestEvents.event(next, random.nextInt(random.nextInt(10) == 0 ? 3000 : 300)));
                next++;
            }
            CompletableFuture<Appended> answer = journal().append(events);
            try {
                List<EventId> given = answer.join().ids();
                for (int i = 0; i < numbers.size(); i++) {
                    promisedIds.put(numbers.get(i), given.get(i));
                }
                acknowledged.addAll(numbers);
            } catch (CompletionException e) {
                if (e.getCause() instanceof JournalFull) {
                    refused.addAll(numbers);
                } else {
                    assertThat(e.getCause()).isInstanceOf(JournalUnavailable.class);
                }
                await().atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> disk.isPowerless() || journal().room().accepting());
            }
        }

        private int read(int maxBytes) throws Exception {
            List<JournaledEvent> events = journal().reader().poll(maxBytes + 1, Duration.ZERO);
            for (JournaledEvent event : events) {
                int number = TestEvents.numberOf(event);
                assertThat(event.position()).as("order of positions").isGreaterThanOrEqualTo(lastRead);
                assertThat(event.nextPosition()).isGreaterThan(event.position());
                lastRead = event.nextPosition();
                if (promisedIds.containsKey(number)) {
                    assertThat(event.id()).as("the id that was told").isEqualTo(promisedIds.get(number));
                }
                JournaledEvent before = seen.put(number, event);
                if (before == null) {
                    assertThat(ids.add(event.id().value())).as("a new id").isTrue();
                    assertThat(atPosition.put(event.position(), number))
                            .as("a position of its own")
                            .isNull();
                } else {
                    assertThat(event.id()).isEqualTo(before.id());
                    assertThat(event.position()).isEqualTo(before.position());
                    assertThat(seenInLife.get(number)).as("seen once in a life").isLessThan(life);
                    assertThat(event.maybeSent())
                            .as("handed out in an earlier life")
                            .isTrue();
                }
                seenInLife.put(number, life);
            }
            return events.size();
        }

        private void readAll() throws Exception {
            int quiet = 0;
            while (quiet < 3) {
                quiet = read(1_000_000) == 0 ? quiet + 1 : 0;
            }
        }

        private void checkpoint() {
            if (lastRead > checkpointed) {
                checkpointed =
                        random.nextBoolean() ? lastRead : checkpointed + random.nextLong(lastRead - checkpointed);
                highestCheckpoint = Math.max(highestCheckpoint, checkpointed);
                journal().reader().checkpoint(checkpointed);
            }
        }

        private void crash() throws Exception {
            disk.cutPower();
            journal().close();
            do {
                disk.powerOn();
                if (random.nextInt(3) == 0) {
                    disk.arm(SimulatedDisk.Fault.POWER_CUT, 1 + random.nextInt(8));
                }
            } while (!reopened());
        }

        private void closeWell() throws Exception {
            disk.arm(SimulatedDisk.Fault.SHORT_WRITE, 1_000_000);
            boolean powered = !disk.isPowerless();
            journal().close();
            if (powered) {
                long before = checkpointed;
                reopen();
                List<JournaledEvent> first = journal().reader().poll(1, Duration.ZERO);
                first.forEach(event -> assertThat(event.position())
                        .as("a closed journal starts at its checkpoint")
                        .isGreaterThanOrEqualTo(before));
                journal().close();
                reopen();
            }
        }

        private boolean reopened() {
            try {
                reopen();
                return !disk.isPowerless();
            } catch (IOException e) {
                return false;
            }
        }

        private void reopen() throws IOException {
            life++;
            lastRead = 0;
            checkpointed = 0;
            journal = FileJournal.open(settings(), disk, InstantSource.system(), random, new SimpleMeterRegistry());
        }

        private static JournalSettings settings() {
            return new JournalSettings(
                    Path.of("none"), 4096, 10_000_000, 10_000_000, 5_000, 1500, Duration.ZERO, Duration.ofMillis(2));
        }
    }
}

package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.receive.MemoryDeadLetters;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.DeadLetters;
import dev.tocsin.ingest.refused.FileDeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RefusedRecordsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    private Path root;

    @Test
    void whatTheDiskRefusesIsKeptLaterOrCountedAsLost() throws Exception {
        Path folder = root.resolve("letters");
        Path away = root.resolve("away");
        int batches = 200;
        int bytes = 60_000;
        try (FileDeadLetters files =
                        FileDeadLetters.open(DeadLetterSettings.in(folder), InstantSource.system(), metrics);
                RefusedRecords refused = new RefusedRecords(files, metrics)) {
            Files.move(folder, away);
            List<CompletableFuture<Boolean>> told = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                told.add(refused.keep("tcp", List.of(letter(bytes))));
            }
            for (CompletableFuture<Boolean> each : told) {
                assertThat(each.get(10, TimeUnit.SECONDS)).as("is on disk").isFalse();
            }
            double lost = lost();
            assertThat(batches - lost).isEqualTo(Math.floor(4.0 * 1_024 * 1_024 / (bytes + 256)));

            Files.move(away, folder);

            await().until(() -> kept() == batches - lost);
            assertThat(refused.keep("tcp", List.of(letter(bytes))).get(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(lines(folder)).isEqualTo(batches - lost + 1);
            assertThat(kept()).isEqualTo(batches - lost + 1);
            assertThat(lost()).isEqualTo(lost);
        }
    }

    @Test
    void whatWaitsForTheDiskInTheEndIsCountedAsLost() throws Exception {
        MemoryDeadLetters letters = new MemoryDeadLetters();
        letters.breakDisk();
        RefusedRecords all;
        try (RefusedRecords refused = new RefusedRecords(letters, metrics)) {
            refused.keep("tcp", List.of(letter(3), letter(3))).get(10, TimeUnit.SECONDS);
            assertThat(lost()).isZero();
            assertThat(tally(refused)).isEqualTo(new LetterTally(0, 0, 0, 2));
            all = refused;
        }

        assertThat(tally(all)).isEqualTo(new LetterTally(0, 0, 2, 0));
        assertThat(lost()).isEqualTo(2);
    }

    @Test
    void whatWaitsForTheDiskIsTriedOnceMoreInTheEnd() throws Exception {
        MemoryDeadLetters letters = new MemoryDeadLetters();
        letters.breakDisk();
        try (RefusedRecords refused = new RefusedRecords(letters, metrics)) {
            refused.keep("tcp", List.of(letter(3))).get(10, TimeUnit.SECONDS);
            letters.repairDisk();
        }

        assertThat(letters.letters()).hasSize(1);
        assertThat(lost()).isZero();
    }

    @Test
    void anErrorCostsTheLettersInHandAndNotTheThread() throws Exception {
        FailingOnce letters = new FailingOnce();
        try (RefusedRecords refused = new RefusedRecords(letters, metrics)) {
            for (boolean isKept : new boolean[] {false, true, true}) {
                assertThat(refused.keep("tcp", List.of(letter(3))).get(10, TimeUnit.SECONDS))
                        .isEqualTo(isKept);
            }
        }

        assertThat(letters.kept).hasValue(2);
        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void oldLettersAreLookedForAlsoWhileNoneCome() {
        FailingOnce letters = new FailingOnce();
        try (RefusedRecords _ = new RefusedRecords(letters, metrics)) {
            await().until(() -> letters.lookedForOld.get() > 1);
        }
    }

    private static LetterTally tally(RefusedRecords refused) {
        return Objects.requireNonNull(refused.account().tallies().get("tcp"));
    }

    private double lost() {
        return metrics.counter("tocsin.dead.letters.lost").count();
    }

    private double kept() {
        return metrics.counter("tocsin.dead.letters", "stage", "decode").count();
    }

    private static double lines(Path folder) throws IOException {
        double lines = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    private static DeadLetter letter(int bytes) {
        byte[] raw = new byte[bytes];
        Arrays.fill(raw, (byte) 'x');
        return new DeadLetter(Instant.EPOCH, "decode", null, null, null, "bad", raw, false);
    }

    private static final class FailingOnce implements DeadLetters {
        private final AtomicInteger tries = new AtomicInteger();
        private final AtomicInteger kept = new AtomicInteger();
        private final AtomicInteger lookedForOld = new AtomicInteger();

        @Override
        public void keep(List<DeadLetter> letters) {
            if (tries.incrementAndGet() == 1) {
                throw new StackOverflowError("as if");
            }
            kept.addAndGet(letters.size());
        }

        @Override
        public void removeOld() {
            if (lookedForOld.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as if");
            }
        }

        @Override
        public void close() {}
    }
}

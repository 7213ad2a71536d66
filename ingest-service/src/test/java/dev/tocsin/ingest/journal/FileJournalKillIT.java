package dev.tocsin.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real process that appends with {@code kill -9}, again and again, and reads what is left. */
class FileJournalKillIT {
    private static final int KILLS = 8;

    @TempDir
    Path folder;

    private static JournalSettings settings(Path folder) {
        return JournalSettings.in(folder).withLimits(1024 * 1024, 8L * 1024 * 1024 * 1024);
    }

    @Test
    void keepsWhatWasAcknowledgedWhenItsProcessIsKilled() throws Exception {
        Random random = new Random(42);
        Set<Integer> acknowledged = new HashSet<>();
        int start = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Appending.class.getName(),
                            folder.toString(),
                            Integer.toString(start))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int untilKill = 200 + random.nextInt(2_000);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                for (int read = 0; line != null; read++, line = lines.readLine()) {
                    if (line.startsWith("ack ")) {
                        int number = Integer.parseInt(line.substring(4));
                        acknowledged.add(number);
                        start = Math.max(start, number + 1);
                    }
                    if (read == untilKill) {
                        // Through the handle, for the process itself would also close what it had printed.
                        child.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(child.waitFor()).isEqualTo(137);
            start += 1_000_000;
        }

        Map<Integer, Integer> found = new HashMap<>();
        Set<String> ids = new HashSet<>();
        long last = -1;
        try (FileJournal journal =
                FileJournal.open(settings(folder), InstantSource.system(), new SimpleMeterRegistry())) {
            List<JournaledEvent> events = journal.reader().poll(1_000_000, Duration.ofSeconds(1));
            while (!events.isEmpty()) {
                for (JournaledEvent event : events) {
                    found.merge(TestEvents.numberOf(event), 1, Integer::sum);
                    assertThat(ids.add(event.id().value())).isTrue();
                    assertThat(event.position()).isGreaterThan(last);
                    last = event.position();
                }
                events = journal.reader().poll(1_000_000, Duration.ofMillis(200));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 200);
        assertThat(found.keySet()).containsAll(acknowledged);
        assertThat(found.values()).containsOnly(1);
    }

    /** The child: appends numbers and prints each that was acknowledged. */
    static final class Appending {
        private Appending() {}

        public static void main(String[] arguments) {
            FileJournal journal = FileJournal.open(
                    settings(Path.of(arguments[0])), InstantSource.system(), new SimpleMeterRegistry());
            int next = Integer.parseInt(arguments[1]);
            while (true) {
                List<CompletableFuture<Appended>> answers = new ArrayList<>();
                int first = next;
                for (int i = 0; i < 8; i++) {
                    answers.add(journal.append(List.of(TestEvents.event(next++, 300))));
                }
                for (int i = 0; i < 8; i++) {
                    answers.get(i).join();
                    System.out.println("ack " + (first + i));
                }
                System.out.flush();
            }
        }
    }
}

package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The journal's folder is put back as it was before, as with a machine that is restored: with the clock that it had, too.
 * In half of the runs Elasticsearch was away when the copy was made, so that the copy does not know that its events were
 * indexed since.
 */
final class OldCopies implements Trial {
    private static final Duration LIFE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "old_copy";
    }

    @Override
    public int play(Ground ground, Budget budget) throws IOException, InterruptedException {
        Path journal = ground.folder().resolve("journal");
        int runs = 0;
        for (; budget.allowsAfter(runs); runs++) {
            Path copy = ground.folder().resolve("copy" + runs);
            Instant then = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            live(ground, then, ground.random().nextBoolean());
            copy(journal, copy);
            then = then.plus(LIFE);
            live(ground, then, true);
            ground.rollOverOnceIn(2);
            delete(journal);
            copy(copy, journal);
            delete(copy);
            live(ground, then, true);
        }
        return runs;
    }

    /** With a coarse clock: what is journaled in the same second of two lives has the same time. */
    private static void live(Ground ground, Instant then, boolean indexes) throws IOException, InterruptedException {
        SetClock clock = new SetClock();
        InstantSource seconds = () -> clock.instant().truncatedTo(ChronoUnit.SECONDS);
        clock.set(Duration.between(Instant.now(), then));
        try (DataPlane plane = DataPlane.open(ground.parts().at(seconds).indexing(indexes))) {
            clock.set(Duration.between(Instant.now(), then));
            try (Writers writers = ground.writers()) {
                ground.pause(100, 400);
                writers.stop();
            }
            if (indexes) {
                ground.settle(plane);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

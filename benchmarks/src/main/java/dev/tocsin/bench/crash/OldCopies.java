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
import java.util.concurrent.atomic.AtomicBoolean;
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
    public int target() {
        return 6;
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
            if (runs % 2 == 1) {
                ground.rollOver();
            }
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
        AtomicBoolean stands = new AtomicBoolean(true);
        InstantSource seconds = () -> stands.get() ? then : clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try (DataPlane plane = DataPlane.open(ground.parts().at(seconds).indexing(indexes))) {
            // At the same place and at the same time in two lives: only the incarnation tells their ids apart.
            Writers.once(ground.door(), ground.service(), ground.ledger());
            clock.set(Duration.between(Instant.now(), then));
            stands.set(false);
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

package dev.tocsin.bench.crash;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** All trials, one after the other on one Elasticsearch. */
public final class CrashTrials {
    private static final List<Trial> ALL = List.of(
            new DataPlaneKills(),
            new ServiceKills(),
            new ElasticsearchKills(),
            CutConnections.whileTheBulkRuns(),
            CutConnections.afterTheCommit(),
            new RefusalStorms(),
            new ClientTimeOuts(),
            new PowerCuts(),
            new FullDisks(),
            new ClockJumps(),
            new OldCopies());

    /** Of a trial's part of the time; what is left is for what comes after its last run. */
    private static final double PLAYING = 0.85;

    private static final long TELL_EVERY_NANOS = 5_000_000_000L;

    private final EmbeddedElasticsearch server;
    private final Path folder;
    private final long seed;
    private final Sabotage sabotage;
    private final Consumer<String> progress;

    /**
     * Nothing is played yet.
     *
     * @param folder for all that is kept; empty
     * @param seed of the moments: threads and processes have their own
     * @param progress told now and then how far it is
     */
    public CrashTrials(
            EmbeddedElasticsearch server, Path folder, long seed, Sabotage sabotage, Consumer<String> progress) {
        this.server = server;
        this.folder = folder;
        this.seed = seed;
        this.sabotage = sabotage;
        this.progress = progress;
    }

    /** The names of the rows, in order. */
    public static List<String> names() {
        return ALL.stream().map(Trial::name).toList();
    }

    /**
     * Plays them, each at least once.
     *
     * @param names of those to play; empty for all, or for those that have to see the sabotage
     * @param time for all together; what one leaves the others get
     * @throws IllegalArgumentException if there is none of a name
     */
    public List<Row> play(Collection<String> names, Duration time) throws IOException, InterruptedException {
        List<Trial> chosen = chosen(names);
        long end = System.nanoTime() + time.toNanos();
        int shares = chosen.stream().mapToInt(Trial::share).sum();
        List<Row> rows = new ArrayList<>();
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()))) {
            new TemplateInstaller(link, link.probe().version()).install();
            for (Trial trial : chosen) {
                long left = Math.max(0, end - System.nanoTime());
                rows.add(play(trial, link, Duration.ofNanos(left * trial.share() / shares)));
                shares -= trial.share();
            }
        }
        return rows;
    }

    private List<Trial> chosen(Collection<String> names) {
        for (String name : names) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException("no row is called " + name + "; there are: " + names());
            }
        }
        Collection<String> wanted = names.isEmpty() ? sabotage.rows() : names;
        return ALL.stream()
                .filter(trial -> wanted.isEmpty() || wanted.contains(trial.name()))
                .toList();
    }

    private Row play(Trial trial, ElasticLink link, Duration time) throws IOException, InterruptedException {
        String service = trial.name().replace('_', '.') + "." + Long.toHexString(seed);
        RandomGenerator random = new Random(seed ^ trial.name().hashCode());
        try (Ground ground = new Ground(server, link, folder.resolve(trial.name()), service, random, sabotage)) {
            Telling telling = new Telling(trial, ground);
            Duration playing = Duration.ofNanos((long) (time.toNanos() * PLAYING));
            try {
                int runs = trial.play(ground, new Budget(trial.mostRuns(), playing, telling::tell));
                return ground.row(trial.name(), runs, "");
            } catch (IllegalStateException | IOException | UncheckedIOException e) {
                return ground.row(trial.name(), telling.runs, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Says how far a trial is, now and then. */
    private final class Telling {
        private final Trial trial;
        private final Ground ground;
        private long told = System.nanoTime();
        private int runs;

        Telling(Trial trial, Ground ground) {
            this.trial = trial;
            this.ground = ground;
            progress.accept(trial.name());
        }

        void tell(int newRuns) {
            runs = newRuns;
            if (System.nanoTime() - told > TELL_EVERY_NANOS) {
                told = System.nanoTime();
                progress.accept("%s: %d of at most %d, %,d events acknowledged"
                        .formatted(
                                trial.name(),
                                runs,
                                trial.mostRuns(),
                                ground.ledger().acknowledged()));
            }
        }
    }
}

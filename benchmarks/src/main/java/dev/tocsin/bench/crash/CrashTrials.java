package dev.tocsin.bench.crash;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** All trials, in turn on one Elasticsearch. */
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

    /** Part of the time for a first look at what each takes: a tenth. */
    private static final int FIRST_LOOK = 10;

    private static final long TELL_EVERY_NANOS = 5_000_000_000L;
    private static final double NANOS_OF_SECOND = 1e9;

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
     * Plays them, each at least once, until all were played as often as they are to be, or the time is over.
     *
     * @param names of those to play; empty for all, or for those that have to see the sabotage
     * @param time for all together
     * @throws IllegalArgumentException if there is none of a name
     */
    public List<Row> play(Collection<String> names, Duration time) throws IOException, InterruptedException {
        List<Course> courses = chosen(names).stream().map(Course::new).toList();
        long began = System.nanoTime();
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()))) {
            new TemplateInstaller(link, link.probe().version()).install();
            Duration look = courses.size() == 1 ? time : time.dividedBy(FIRST_LOOK * (long) courses.size());
            for (Course course : courses) {
                playSeries(course, link, look);
            }
            boolean goesOn = true;
            while (goesOn) {
                goesOn = playInTurn(courses, link, began + time.toNanos());
            }
        }
        return courses.stream().map(Course::row).toList();
    }

    /**
     * A series of each that is not over, those that need least first, and what one leaves the others get. If there is not
     * enough for all, each has its part of the time; else it may take longer than was to be expected.
     *
     * @return whether there was time for any
     */
    private boolean playInTurn(List<Course> courses, ElasticLink link, long end)
            throws IOException, InterruptedException {
        List<Course> open = courses.stream()
                .filter(course -> !course.isOver())
                .sorted(Comparator.comparingDouble(Course::need))
                .toList();
        double needOfOthers = open.stream().mapToDouble(Course::need).sum();
        boolean anyPlayed = false;
        for (Course course : open) {
            double need = course.need();
            needOfOthers -= need;
            double left = (end - System.nanoTime()) / NANOS_OF_SECOND;
            double part = Math.max(left * need / (need + needOfOthers), left - needOfOthers);
            if (part >= course.least()) {
                playSeries(course, link, course.forRuns(part));
                anyPlayed = true;
            }
        }
        return anyPlayed;
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

    private void playSeries(Course course, ElasticLink link, Duration time) throws IOException, InterruptedException {
        Trial trial = course.trial();
        long began = System.nanoTime();
        Telling telling = new Telling(course);
        Budget budget = new Budget(course.row().missing(), time, telling);
        String name = trial.name() + "_" + course.series();
        String service = name.replace('_', '.') + "." + Long.toHexString(seed);
        RandomGenerator random = new Random(seed ^ name.hashCode());
        Row row;
        try (Ground ground = new Ground(server, link, folder.resolve(name), service, random, sabotage)) {
            row = played(trial, ground, budget);
        }
        course.played(row, budget.played(), Duration.ofNanos(System.nanoTime() - began));
    }

    private static Row played(Trial trial, Ground ground, Budget budget) throws InterruptedException {
        try {
            return ground.counted(trial, trial.play(ground, budget));
        } catch (IllegalStateException | IOException | UncheckedIOException e) {
            // What is there now says nothing: some of it may still be on its way.
            return Row.notCounted(trial, budget.runs(), ground.ledger(), String.valueOf(e.getMessage()));
        }
    }

    /** Says how far a trial is, now and then. */
    private final class Telling implements IntConsumer {
        private final Course course;
        private long told = System.nanoTime();

        Telling(Course course) {
            this.course = course;
            tell(0);
        }

        @Override
        public void accept(int runs) {
            if (System.nanoTime() - told > TELL_EVERY_NANOS) {
                told = System.nanoTime();
                tell(runs);
            }
        }

        private void tell(int runs) {
            Row before = course.row();
            progress.accept("%s: %d of %d".formatted(before.trial(), before.runs() + runs, before.target()));
        }
    }
}

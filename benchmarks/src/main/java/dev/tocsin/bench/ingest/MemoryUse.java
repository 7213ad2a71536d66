package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Median;
import dev.tocsin.bench.MemoryLimit;
import dev.tocsin.bench.ResidentMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How much memory the service takes while millions of events go through its TCP door, in front of nothing, under the
 * limit of a container of 512 MB, where the machine lets it be set, and with the heap that its image gives it there.
 */
public final class MemoryUse {
    /** As in {@code ingest-service/Dockerfile}. */
    static final List<String> AS_IN_THE_IMAGE =
            List.of("-XX:MaxRAMPercentage=50", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData");

    private static final int CONTAINER_MEGABYTES = 512;
    private static final long CONTAINER_BYTES = CONTAINER_MEGABYTES * 1_024L * 1_024;
    /** What a JVM makes of that share where the limit is not there to be seen. */
    private static final List<String> HEAP_OF_THE_CONTAINER = List.of("-Xms8m", "-Xmx256m");

    private static final int DISTINCT_EVENTS = 100_000;
    private static final int TENTHS = 10;
    private static final int BAR_MEGABYTES = 10;

    private final Path folder;
    private final int events;
    private final Consumer<String> out;

    /** @param events all, of which tenths are compared */
    public MemoryUse(Path folder, int events, Consumer<String> out) {
        this.folder = folder;
        this.events = events;
        this.out = out;
    }

    /**
     * Measures and prints; some minutes.
     *
     * @return whether it stayed under what the container has
     */
    public boolean run() throws IOException, InterruptedException {
        MemoryLimit limit;
        try {
            limit = MemoryLimit.of(CONTAINER_BYTES);
        } catch (IOException e) {
            out.accept("No limit of memory could be set here, so it is only measured: " + e);
            return measure(
                    List.of(),
                    Stream.concat(AS_IN_THE_IMAGE.stream(), HEAP_OF_THE_CONTAINER.stream())
                            .toList());
        }
        try (limit) {
            return measureUnder(limit);
        }
    }

    private boolean measureUnder(MemoryLimit limit) throws IOException, InterruptedException {
        try {
            return measure(limit.before(), AS_IN_THE_IMAGE);
        } finally {
            // Also when the service was killed and the measurement broke off.
            out.accept("ingest.memory.limit_megabytes=" + CONTAINER_MEGABYTES);
            out.accept("ingest.memory.oom_kills=" + limit.kills());
        }
    }

    private boolean measure(List<String> before, List<String> jvmOptions) throws IOException, InterruptedException {
        int tenth = events / TENTHS;
        Workload workload = Workload.make("bench", Math.min(tenth, DISTINCT_EVENTS), 1);
        try (ServiceAlone alone = ServiceAlone.start(folder, before, jvmOptions, "")) {
            ResidentMemory memory = ResidentMemory.of(alone.ingest().service().process());
            NullRun run = new NullRun(alone, Door.TCP, workload);
            List<List<Double>> samples = new ArrayList<>();
            out.accept("    events   resident memory, median");
            out.accept("%,10d   %s".formatted(0, bar(memory.megabytes())));
            for (int i = 1; i <= TENTHS; i++) {
                samples.add(samplesOf(run, tenth, memory));
                out.accept("%,10d   %s".formatted((long) i * tenth, bar(Median.of(samples.getLast()))));
            }
            return tell(samples, memory.mostMegabytes());
        }
    }

    private static List<Double> samplesOf(NullRun run, int events, ResidentMemory memory)
            throws IOException, InterruptedException {
        Queue<Double> samples = new ConcurrentLinkedQueue<>();
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            clock.scheduleAtFixedRate(() -> samples.add(now(memory)), 1, 1, TimeUnit.SECONDS);
            run.send(events);
            clock.shutdownNow();
        }
        samples.add(memory.megabytes());
        return List.copyOf(samples);
    }

    private static double now(ResidentMemory memory) {
        try {
            return memory.megabytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean tell(List<List<Double>> samples, double most) {
        double early = medianOf(samples.subList(1, 3));
        double late = medianOf(samples.subList(TENTHS - 2, TENTHS));
        boolean fits = most < CONTAINER_MEGABYTES;
        out.accept("");
        out.accept("%s a container of %d MB"
                .formatted(fits ? "That fits into" : "That does not fit into", CONTAINER_MEGABYTES));
        out.accept("");
        out.accept("ingest.memory.rss_megabytes.max=%.0f".formatted(most));
        out.accept("ingest.memory.rss_growth_percent=%.1f".formatted((late / early - 1) * 100));
        return fits;
    }

    private static double medianOf(List<List<Double>> samples) {
        return Median.of(samples.stream().flatMap(List::stream).toList());
    }

    private static String bar(double megabytes) {
        return "%,4.0f MB  %s".formatted(megabytes, "#".repeat((int) megabytes / BAR_MEGABYTES));
    }
}

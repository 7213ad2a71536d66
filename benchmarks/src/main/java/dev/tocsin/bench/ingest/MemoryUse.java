package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Median;
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

/**
 * How much memory the service takes while millions of events go through its TCP door, in front of nothing, with the heap
 * that its image gives it in a container of 512 MB.
 */
public final class MemoryUse {
    /** As in {@code ingest-service/Dockerfile}, where the heap is half of what the container has. */
    static final List<String> AS_IN_THE_IMAGE =
            List.of("-Xms8m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData");

    private static final double CONTAINER_MEGABYTES = 512 * 1.048576;
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
        int tenth = events / TENTHS;
        Workload workload = Workload.make("bench", Math.min(tenth, DISTINCT_EVENTS), 1);
        try (ServiceAlone alone = ServiceAlone.start(folder, AS_IN_THE_IMAGE, "")) {
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
        out.accept("%s a container of %.0f MB (512 MiB)"
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

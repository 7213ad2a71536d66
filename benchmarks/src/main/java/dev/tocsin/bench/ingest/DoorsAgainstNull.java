package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Median;
import dev.tocsin.bench.ThreadTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * What an event costs the service, from the socket over the journal into bulks, in front of an Elasticsearch that takes
 * everything at once. The service is a process of its own, and only its CPU time counts: a busy machine makes it slower,
 * hardly dearer. Threads of its JVM that compile and collect are in it, so that it is warmed up for long.
 */
public final class DoorsAgainstNull {
    private static final int DISTINCT_EVENTS = 100_000;
    private static final int LEAST_WARM_UP = 2;
    private static final int MOST_WARM_UP = 8;
    /** A round that is that much cheaper than the one before it says that there is still something to compile. */
    private static final double STILL_COLD = 0.97;

    private static final int MOST_THREADS = 12;

    private final Path folder;
    private final Collection<Door> doors;
    private final int events;
    private final int rounds;
    private final List<String> jvmOptions;
    private final Consumer<String> out;

    /**
     * Of the doors that are given.
     *
     * @param folder of the service
     * @param events of one measurement
     * @param jvmOptions of the service
     */
    public DoorsAgainstNull(
            Path folder,
            Collection<Door> doors,
            int events,
            int rounds,
            List<String> jvmOptions,
            Consumer<String> out) {
        this.folder = folder;
        this.doors = List.copyOf(doors);
        this.events = events;
        this.rounds = rounds;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.out = out;
    }

    /** Measures and prints; a minute for each door. */
    public void run() throws IOException, InterruptedException {
        Workload workload = Workload.make("bench", Math.min(events, DISTINCT_EVENTS), 1);
        try (ServiceAlone alone = ServiceAlone.start(folder, jvmOptions, "")) {
            Map<Door, NullRun> runs = warmUp(alone, workload);
            Map<Door, List<Cost>> costs = measure(runs);
            tellThreads(costs);
            print(costs);
        }
    }

    private Map<Door, NullRun> warmUp(ServiceAlone alone, Workload workload) throws IOException, InterruptedException {
        Map<Door, NullRun> runs = new EnumMap<>(Door.class);
        for (Door door : doors) {
            NullRun run = new NullRun(alone, door, workload);
            runs.put(door, run);
            warmUp(door, run);
        }
        return runs;
    }

    private void warmUp(Door door, NullRun run) throws IOException, InterruptedException {
        double before = Double.MAX_VALUE;
        boolean isCold = true;
        for (int round = 1; round <= LEAST_WARM_UP || (isCold && round <= MOST_WARM_UP); round++) {
            Cost cost = run.send(events);
            tell("warm-up " + round, door, cost);
            isCold = cost.cpuMicrosPerEvent() < STILL_COLD * before;
            before = cost.cpuMicrosPerEvent();
        }
    }

    private Map<Door, List<Cost>> measure(Map<Door, NullRun> runs) throws IOException, InterruptedException {
        Map<Door, List<Cost>> costs = new EnumMap<>(Door.class);
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<Door, NullRun> run : runs.entrySet()) {
                Cost cost = run.getValue().send(events);
                costs.computeIfAbsent(run.getKey(), _ -> new ArrayList<>()).add(cost);
                tell("round " + round, run.getKey(), cost);
            }
        }
        return costs;
    }

    /** Of those that took most; where the system does not tell there are none. */
    private void tellThreads(Map<Door, List<Cost>> costs) {
        ThreadTimes all = threads(costs.values().stream().flatMap(List::stream).toList());
        StringBuilder head = new StringBuilder("  %-16s".formatted("µs of threads"));
        costs.keySet().forEach(door -> head.append(" %8s".formatted(door)));
        out.accept("");
        out.accept(head.toString());
        all.micros().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_THREADS)
                .forEach(thread -> out.accept(threadLine(thread.getKey(), costs)));
    }

    private static String threadLine(String thread, Map<Door, List<Cost>> costs) {
        StringBuilder line = new StringBuilder("  %-16s".formatted(thread));
        costs.values().forEach(all -> {
            long events = all.stream().mapToLong(Cost::events).sum();
            line.append(" %8.2f".formatted(threads(all).micros().getOrDefault(thread, 0L) / (double) events));
        });
        return line.toString();
    }

    private static ThreadTimes threads(List<Cost> costs) {
        return costs.stream().map(Cost::threads).reduce(new ThreadTimes(Map.of()), ThreadTimes::plus);
    }

    private void tell(String when, Door door, Cost cost) {
        out.accept("  %-10s %-5s %6.2f µs CPU an event, %,9.0f events/s"
                .formatted(when, door, cost.cpuMicrosPerEvent(), cost.eventsPerSecond()));
    }

    private void print(Map<Door, List<Cost>> costs) {
        out.accept("");
        out.accept("  door   CPU per event   MB per core second   events per second   bytes");
        costs.forEach((door, all) -> out.accept("  %-5s  %10.2f µs   %18.1f   %,17.0f   %5d"
                .formatted(
                        door,
                        median(all, Cost::cpuMicrosPerEvent),
                        median(all, Cost::megabytesPerCoreSecond),
                        median(all, Cost::eventsPerSecond),
                        all.getFirst().bytes() / all.getFirst().events())));
        out.accept("");
        costs.forEach((door, all) -> printLines("ingest.null." + door, all));
        List<Cost> tcp = costs.get(Door.TCP);
        if (tcp != null) {
            printLines("ingest.null", tcp);
        }
    }

    private void printLines(String name, List<Cost> all) {
        out.accept(name + ".cpu_micros_per_event=%.2f".formatted(median(all, Cost::cpuMicrosPerEvent)));
        out.accept(name + ".megabytes_per_core_second=%.1f".formatted(median(all, Cost::megabytesPerCoreSecond)));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return Median.of(costs.stream().map(figure::applyAsDouble).toList());
    }
}

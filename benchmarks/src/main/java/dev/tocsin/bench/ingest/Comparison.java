package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What several ways did in the same rounds; of all rounds the median counts. */
final class Comparison {
    private final String base;
    private final Map<String, List<Measured>> byWay = new LinkedHashMap<>();

    /** @param base the way that the others are compared with */
    Comparison(String base) {
        this.base = base;
    }

    void add(String way, Measured measured) {
        byWay.computeIfAbsent(way, _ -> new ArrayList<>()).add(measured);
    }

    double eventsPerSecond(String way) {
        return median(way, Measured::eventsPerSecond);
    }

    double cpuMicrosPerEvent(String way, String process) {
        return median(way, measured -> measured.cpuMicrosPerEvent().getOrDefault(process, 0.0));
    }

    /** Of the rates of the two in the same round. */
    double ratio(String way, String other) {
        return Median.ofRatios(rates(way), rates(other));
    }

    private List<Double> rates(String way) {
        return of(way).stream().map(Measured::eventsPerSecond).toList();
    }

    /** For a terminal. */
    List<String> table() {
        List<String> processes =
                List.copyOf(of(base).getFirst().cpuMicrosPerEvent().keySet());
        List<String> lines = new ArrayList<>();
        StringBuilder head =
                new StringBuilder("  %-16s %10s %7s   CPU an event:".formatted("way", "events/s", "ratio"));
        processes.forEach(process -> head.append(" %14s".formatted(process)));
        lines.add(head.toString());
        for (String way : byWay.keySet()) {
            StringBuilder line = new StringBuilder(
                    "  %-16s %,10.0f %7.3f                ".formatted(way, eventsPerSecond(way), ratio(way, base)));
            processes.forEach(process -> line.append(" %11.1f µs".formatted(cpuMicrosPerEvent(way, process))));
            lines.add(line.toString());
        }
        return lines;
    }

    private double median(String way, Function<Measured, Double> figure) {
        return Median.of(of(way).stream().map(figure).toList());
    }

    private List<Measured> of(String way) {
        return byWay.getOrDefault(way, List.of());
    }
}

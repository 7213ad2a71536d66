package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Median;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What redaction adds to the CPU time of an event: a service with all patterns that are known by name beside one without,
 * in turn, each in front of nothing; with events in which there is nothing to replace, and with those that hold a
 * password, a card number and an e-mail address each.
 */
public final class RedactionCost {
    private static final int DISTINCT_EVENTS = 100_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final String ALL_PATTERNS = """
            tocsin:
              ingest:
                events:
                  redact:
                    patterns: [credentials, card-numbers, e-mail]
            """;

    private final Path folder;
    private final int events;
    private final int rounds;
    private final List<String> jvmOptions;
    private final Consumer<String> out;

    /**
     * By the TCP door.
     *
     * @param events of one measurement
     * @param jvmOptions of both services
     */
    public RedactionCost(Path folder, int events, int rounds, List<String> jvmOptions, Consumer<String> out) {
        this.folder = folder;
        this.events = events;
        this.rounds = rounds;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.out = out;
    }

    /** Measures and prints; some minutes. */
    public void run() throws IOException, InterruptedException {
        int distinct = Math.min(events, DISTINCT_EVENTS);
        try (ServiceAlone plain = ServiceAlone.start(folder.resolve("plain"), jvmOptions, "");
                ServiceAlone redacting = ServiceAlone.start(folder.resolve("redacting"), jvmOptions, ALL_PATTERNS)) {
            double nothing = added("nothing to replace", plain, redacting, Workload.make("bench", distinct, 1));
            double found = added("three to replace", plain, redacting, Workload.withSecrets("bench", distinct, 1));
            out.accept("");
            out.accept("ingest.redaction.cpu_micros_per_event=%.2f".formatted(nothing));
            out.accept("ingest.redaction.found.cpu_micros_per_event=%.2f".formatted(found));
        }
    }

    private double added(String what, ServiceAlone plain, ServiceAlone redacting, Workload workload)
            throws IOException, InterruptedException {
        out.accept("Events with " + what);
        NullRun without = new NullRun(plain, Door.TCP, workload);
        NullRun with = new NullRun(redacting, Door.TCP, workload);
        for (int i = 1; i <= WARM_UP_ROUNDS; i++) {
            difference("warm-up " + i, without, with);
        }
        List<Double> differences = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            differences.add(difference("round " + round, without, with));
        }
        return Median.of(differences);
    }

    private double difference(String when, NullRun without, NullRun with) throws IOException, InterruptedException {
        double plain = without.send(events).cpuMicrosPerEvent();
        double redacting = with.send(events).cpuMicrosPerEvent();
        out.accept("  %-10s %6.2f µs CPU an event, with redaction %6.2f µs: %+.2f µs"
                .formatted(when, plain, redacting, redacting - plain));
        return redacting - plain;
    }
}

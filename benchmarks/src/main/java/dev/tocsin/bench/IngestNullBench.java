package dev.tocsin.bench;

import dev.tocsin.bench.ingest.Door;
import dev.tocsin.bench.ingest.DoorsAgainstNull;
import dev.tocsin.bench.ingest.RedactionCost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an event costs the ingest service. */
@Command(
        name = "ingest-null",
        mixinStandardHelpOptions = true,
        description = {
            "CPU time that an event costs the ingest service. A minute for each door.",
            "Of an event that comes in 400 bytes and is sent on in 529, by door, with fsync on and the journal on disk, in front of a server that takes "
                    + "every bulk at once.",
            "Ends with ingest.null.DOOR.cpu_micros_per_event and .megabytes_per_core_second, of the TCP door also "
                    + "without its name; the bytes are those of the events as they were sent.",
            ""
        })
final class IngestNullBench implements Callable<Integer> {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Events of one measurement, and of each round of warming up. Default: ${DEFAULT-VALUE}")
    int events;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds; the median counts. Default: ${DEFAULT-VALUE}")
    int rounds;

    @Option(
            names = "--door",
            paramLabel = "DOOR",
            description = "Which one, more than once for more: ${COMPLETION-CANDIDATES}. Default: all")
    Set<Door> doors = EnumSet.allOf(Door.class);

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Have Flight Recorder write what the service does into FILE, warm-up too; it costs CPU time itself. "
                            + "See: jfr view cpu-time-hot-methods FILE (Linux), jfr view hot-methods FILE, JDK Mission Control")
    @Nullable
    Path profile;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description =
                    "Of the service's JVM, more than once for more: --java-option=-Xmx1g --java-option=-XX:+UseG1GC. "
                            + "Default: -Xmx512m -XX:+UseSerialGC, the collector that the service has wherever it is installed")
    List<String> javaOptions = List.of("-Xmx512m", "-XX:+UseSerialGC");

    @Option(
            names = "--redaction",
            description =
                    "Measure instead what redaction with all patterns known by name adds at the TCP door: for events "
                            + "with nothing to replace, and (found) for events with three things to replace.")
    boolean redaction;

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.onDisk()) {
            if (redaction) {
                new RedactionCost(scratch.resolve("ingest"), events, rounds, jvmOptions(), System.out::println).run();
                return 0;
            }
            new DoorsAgainstNull(scratch.resolve("ingest"), doors, events, rounds, jvmOptions(), System.out::println)
                    .run();
            return 0;
        }
    }

    private List<String> jvmOptions() {
        List<String> options = new ArrayList<>(javaOptions);
        if (profile != null) {
            options.add("-XX:StartFlightRecording=settings=profile,jdk.CPUTimeSample#enabled=true,dumponexit=true,"
                    + "filename=" + profile.toAbsolutePath());
        }
        return options;
    }
}

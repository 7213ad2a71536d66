package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The harness of {@code ./tocsin bench ingest-null}, short; how fast it is does not matter here. */
class DoorsAgainstNullIT {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void everyEventOfEachDoorReachesTheNullElasticsearchAndItsCostIsTold() throws Exception {
        new DoorsAgainstNull(folder, EnumSet.allOf(Door.class), 3_000, 1, QUICK_START, told::add).run();

        assertThat(told.stream().filter(line -> line.contains("=")).map(line -> line.substring(0, line.indexOf('='))))
                .containsExactly(
                        "ingest.null.tcp.cpu_micros_per_event",
                        "ingest.null.tcp.megabytes_per_core_second",
                        "ingest.null.http.cpu_micros_per_event",
                        "ingest.null.http.megabytes_per_core_second",
                        "ingest.null.bulk.cpu_micros_per_event",
                        "ingest.null.bulk.megabytes_per_core_second",
                        "ingest.null.cpu_micros_per_event",
                        "ingest.null.megabytes_per_core_second");
    }

    @Test
    void redactionIsMeasuredWithAndWithoutSomethingToReplace() throws Exception {
        new RedactionCost(folder, 2_000, 1, QUICK_START, told::add).run();

        assertThat(told)
                .anyMatch(line -> line.startsWith("ingest.redaction.cpu_micros_per_event="))
                .anyMatch(line -> line.startsWith("ingest.redaction.found.cpu_micros_per_event="));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryIsSampledWhileEventsGoThrough() throws Exception {
        boolean fits = new MemoryUse(folder, 20_000, told::add).run();

        assertThat(fits).as("%s", told).isTrue();
        assertThat(told)
                .anyMatch(line -> line.startsWith("ingest.memory.rss_growth_percent="))
                .anyMatch(line -> line.equals("ingest.memory.oom_kills=0") || line.startsWith("No limit of memory"));
    }

    @Test
    void theNullElasticsearchCountsWhatItWasGiven() throws Exception {
        Workload workload = Workload.make("bench", 2_500, 1);
        try (ServiceAlone alone = ServiceAlone.start(folder, QUICK_START, "")) {
            for (Door door : Door.values()) {
                long before = alone.elasticsearch().accepted();

                Cost cost = new NullRun(alone, door, workload).send(5_000);

                assertThat(cost.events()).as("%s", door).isEqualTo(5_000);
                assertThat(alone.elasticsearch().accepted() - before)
                        .as("%s", door)
                        .isEqualTo(5_000);
                assertThat(cost.bytes()).isEqualTo(2 * workload.lineBytes());
            }
        }
    }
}

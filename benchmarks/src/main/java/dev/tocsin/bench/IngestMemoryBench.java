package dev.tocsin.bench;

import dev.tocsin.bench.ingest.MemoryUse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the ingest service takes of memory. */
@Command(
        name = "ingest-memory",
        mixinStandardHelpOptions = true,
        description = {
            "Memory of the ingest service at full speed. Several minutes. Linux only.",
            "What is resident while events go through its TCP door as fast as they can, under the limit of a container "
                    + "of 512 MB and with the heap that its image gives it there: heap, direct buffers, code and stacks "
                    + "together. The limit is a control group, which mostly only root may make: where there is none, that is "
                    + "said and memory only measured. A megabyte is one of a container's, 1,048,576 bytes.",
            "Ends with ingest.memory.NAME, growth as that of the last two tenths of the events against the second and "
                    + "the third. Exit code 1 if the service needs more than the container has.",
            ""
        })
final class IngestMemoryBench implements Callable<Integer> {
    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "All events. Default: ${DEFAULT-VALUE}")
    int events;

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.onDisk()) {
            return new MemoryUse(scratch.resolve("ingest"), events, System.out::println).run() ? 0 : 1;
        }
    }
}

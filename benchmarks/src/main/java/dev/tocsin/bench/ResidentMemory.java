package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel has given a process, whatever it is used for: heap, direct buffers, code, stacks. Linux only. */
public final class ResidentMemory {
    private static final String NOW = "VmRSS:";
    private static final String PEAK = "VmHWM:";
    private static final double KIBIBYTES_OF_MEGABYTE = 1_024;

    private final Path status;

    private ResidentMemory(Path status) {
        this.status = status;
    }

    /** @throws IOException if this system does not tell */
    public static ResidentMemory of(LeashedProcess process) throws IOException {
        long pid = process.descendants().getFirst().pid();
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            throw new IOException("there is no " + status + ": this needs Linux");
        }
        return new ResidentMemory(status);
    }

    /** Megabytes are those that limits of containers are given in: 1,048,576 bytes. */
    public double megabytes() throws IOException {
        return megabytes(NOW);
    }

    /** The most that it ever had. */
    public double mostMegabytes() throws IOException {
        return megabytes(PEAK);
    }

    private double megabytes(String name) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            List<String> words = lines.filter(line -> line.startsWith(name))
                    .map(line -> List.of(line.split("\\s+")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(status + " does not say " + name));
            return Long.parseLong(words.get(1)) / KIBIBYTES_OF_MEGABYTE;
        }
    }
}

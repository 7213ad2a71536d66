package dev.tocsin.ingest.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many datagrams the kernel dropped because a socket's buffer was full, as Linux tells in {@code /proc/net}. */
final class KernelDrops {
    private static final Path PROC = Path.of("/proc/net");

    private final Path folder;
    private final String port;
    private double last;

    private KernelDrops(Path folder, int port) {
        this.folder = folder;
        this.port = ":%04X".formatted(port).toUpperCase(Locale.ROOT);
    }

    /** Empty where nothing tells it. */
    static Optional<KernelDrops> of(int port) {
        return of(PROC, port);
    }

    static Optional<KernelDrops> of(Path folder, int port) {
        return Files.isReadable(folder.resolve("udp")) ? Optional.of(new KernelDrops(folder, port)) : Optional.empty();
    }

    /** Of all sockets with that port; what was told last, once the socket is closed. */
    synchronized double count() {
        double count = in("udp") + in("udp6");
        last = Math.max(last, count);
        return last;
    }

    /** Lines have the local address second, in hexadecimal digits, and the drops last. */
    private long in(String file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            return 0;
        }
        long drops = 0;
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 12 && columns[1].endsWith(port)) {
                drops += Long.parseLong(columns[columns.length - 1]);
            }
        }
        return drops;
    }
}

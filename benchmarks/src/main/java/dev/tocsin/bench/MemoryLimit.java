package dev.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A control group of the kernel with a limit of memory, as a container has: page cache counts too, and a process that
 * needs more is killed. It is gone when it is closed, after what ran in it has ended.
 */
public final class MemoryLimit implements AutoCloseable {
    private static final Path ALL_GROUPS = Path.of("/sys/fs/cgroup");
    /** The shell joins and becomes the command, so that a JVM sees the limit from its start. */
    private static final String JOIN = "echo $$ >\"$0\" && exec \"$@\"";

    private static final long REMOVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path group;
    private final Version version;

    private MemoryLimit(Path group, Version version) {
        this.group = group;
        this.version = version;
    }

    /** What the kernel calls it. */
    private enum Version {
        ONE("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control"),
        TWO("memory.max", "memory.swap.max", "memory.events");

        private final String limit;
        private final String swap;
        private final String kills;

        Version(String limit, String swap, String kills) {
            this.limit = limit;
            this.swap = swap;
            this.kills = kills;
        }

        /** With swap the first counts both together, the second swap alone. */
        String swapLimit(long bytes) {
            return Long.toString(this == ONE ? bytes : 0);
        }
    }

    /**
     * Makes one.
     *
     * @throws IOException if this system or this user's rights do not allow it
     */
    public static MemoryLimit of(long bytes) throws IOException {
        Path one = ALL_GROUPS.resolve("memory");
        Version version = Files.exists(one.resolve(Version.ONE.limit)) ? Version.ONE : Version.TWO;
        Path above = version == Version.ONE ? one : ALL_GROUPS;
        MemoryLimit made = new MemoryLimit(
                Files.createDirectory(
                        above.resolve("tocsin-bench-" + ProcessHandle.current().pid())),
                version);
        try {
            made.write(version.limit, Long.toString(bytes));
            if (Files.exists(made.group.resolve(version.swap))) {
                made.write(version.swap, version.swapLimit(bytes));
            }
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** What goes before a command so that it runs under the limit, and all that it starts. */
    public List<String> before() {
        return List.of("/bin/sh", "-c", JOIN, group.resolve("cgroup.procs").toString());
    }

    /** How many processes were killed because they needed more. */
    public long kills() throws IOException {
        try (Stream<String> lines = Files.lines(group.resolve(version.kills))) {
            return lines.filter(line -> line.startsWith("oom_kill "))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
    }

    private void write(String name, String value) throws IOException {
        // No new file: where there is no such control there is none to be made.
        Files.writeString(group.resolve(name), value, StandardOpenOption.WRITE);
    }

    /** The kernel lets it go a moment after the last process. */
    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + REMOVAL_NANOS;
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}

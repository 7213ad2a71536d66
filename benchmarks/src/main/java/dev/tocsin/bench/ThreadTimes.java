package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the threads of a process have kept cores busy, by name without numbers: those of the JVM's compilers and
 * collector stand beside those that work. Names are the kernel's, cut after 15 characters. Nothing but on Linux.
 *
 * @param micros of the living threads, by name
 */
public record ThreadTimes(Map<String, Long> micros) {
    /** The kernel counts in hundredths of a second wherever Java runs. */
    private static final long MICROS_OF_TICK = 10_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /** Until now. */
    public static ThreadTimes of(LeashedProcess process) throws IOException {
        Path tasks =
                Path.of("/proc", Long.toString(process.descendants().getFirst().pid()), "task");
        Map<String, Long> micros = new HashMap<>();
        if (Files.exists(tasks)) {
            try (Stream<Path> threads = Files.list(tasks)) {
                for (Path thread : threads.toList()) {
                    add(thread, micros);
                }
            }
        }
        return new ThreadTimes(Map.copyOf(micros));
    }

    /** What was added since. */
    public ThreadTimes since(ThreadTimes before) {
        Map<String, Long> added = new HashMap<>();
        micros.forEach((name, now) -> added.put(name, now - before.micros.getOrDefault(name, 0L)));
        return new ThreadTimes(Map.copyOf(added));
    }

    /** Both together. */
    public ThreadTimes plus(ThreadTimes other) {
        Map<String, Long> sum = new HashMap<>(micros);
        other.micros.forEach((name, more) -> sum.merge(name, more, Long::sum));
        return new ThreadTimes(Map.copyOf(sum));
    }

    private static void add(Path thread, Map<String, Long> micros) throws IOException {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            micros.merge(name.replaceAll("[-#]+\\d.*$", ""), ticks * MICROS_OF_TICK, Long::sum);
        } catch (NoSuchFileException e) {
            // It has ended between the two looks.
        }
    }
}

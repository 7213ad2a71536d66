package dev.tocsin.ingest.receive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds the process that listens on a port: by {@code /proc} on Linux, else by {@code lsof}. Best effort. */
public final class PortOwner {
    private static final String LISTENING = "0A";

    private PortOwner() {}

    /** {@code taken by PID 4711 (java); set TOCSIN_TCP_PORT to another port}. */
    public static String describe(int port, String variable) {
        String owner = pidOf(port)
                .map(pid -> "by PID " + pid
                        + ProcessHandle.of(pid)
                                .flatMap(process -> process.info().command())
                                .map(command -> " (" + Path.of(command).getFileName() + ")")
                                .orElse(""))
                .orElse("by another process");
        return "port " + port + " is taken " + owner + "; stop it or set " + variable + " to another port";
    }

    static Optional<Long> pidOf(int port) {
        try {
            return Files.isReadable(Path.of("/proc/net/tcp")) ? byProc(port) : byLsof(port);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Long> byProc(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.isReadable(Path.of(table))) {
                collectListeners(Path.of(table), port, sockets);
            }
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    private static void collectListeners(Path table, int port, Set<String> sockets) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENING)) {
                sockets.add("socket:[" + columns[9] + "]");
            }
        }
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another user's process, or one that has just ended: it is not ours to tell.
            return false;
        }
        return false;
    }

    private static Optional<Long> byLsof(int port) throws IOException, InterruptedException {
        Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = lsof.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            return line == null ? Optional.empty() : Optional.of(Long.parseLong(line.strip()));
        } finally {
            if (!lsof.waitFor(2, TimeUnit.SECONDS)) {
                lsof.destroyForcibly();
            }
        }
    }
}

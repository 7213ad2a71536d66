package dev.tocsin.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Who listens on a port: from /proc on Linux, from lsof elsewhere. Another user's process stays unknown. */
public final class PortOwner {
    private static final String LISTENING = "0A";

    private PortOwner() {}

    /** Such as {@code PID 4711 (java)}. */
    public static String of(int port) {
        try {
            OptionalLong pid = Files.isDirectory(Path.of("/proc/net")) ? fromProc(port) : fromLsof(port);
            if (pid.isPresent()) {
                return "PID " + pid.getAsLong() + " (" + nameOf(pid.getAsLong()) + ")";
            }
        } catch (IOException e) {
            // Only the name is missing then; that the port is taken is known.
        }
        return "a process of another user";
    }

    private static OptionalLong fromProc(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.isReadable(Path.of(table))) {
                sockets.addAll(listeners(Files.readAllLines(Path.of(table)), port));
            }
        }
        if (sockets.isEmpty()) {
            return OptionalLong.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (holdsOne(process.resolve("fd"), sockets)) {
                    return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return OptionalLong.empty();
    }

    /** The sockets, as a file descriptor shows them, that listen on a port according to a table of the kernel. */
    static Set<String> listeners(List<String> table, int port) {
        Set<String> sockets = new HashSet<>();
        for (String line : table) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 9 && fields[3].equals(LISTENING) && fields[1].endsWith(String.format(":%04X", port))) {
                sockets.add("socket:[" + fields[9] + "]");
            }
        }
        return sockets;
    }

    private static boolean holdsOne(Path descriptors, Set<String> sockets) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return false; // gone by now, or not ours to look at
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed since it was listed; the others are still of interest
        }
    }

    private static OptionalLong fromLsof(int port) throws IOException {
        Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(lsof.getInputStream(), StandardCharsets.US_ASCII))) {
            String first = out.readLine();
            return first == null || !first.strip().matches("\\d+")
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(first.strip()));
        }
    }

    private static String nameOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> command.substring(command.lastIndexOf('/') + 1))
                .orElse("?");
    }
}

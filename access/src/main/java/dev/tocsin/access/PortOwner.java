package dev.tocsin.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Who listens on a port: from /proc on Linux, from lsof elsewhere. Another user's process stays unknown. */
public final class PortOwner {
    private static final String LISTENING = "0A";

    /** Of a socket for datagrams that takes them from everybody. */
    private static final String UNCONNECTED = "07";

    private PortOwner() {}

    /** Such as {@code PID 4711 (java)}. */
    public static String of(int port) {
        return of(port, "tcp", LISTENING);
    }

    /** The same of a port for datagrams. */
    public static String ofDatagrams(int port) {
        return of(port, "udp", UNCONNECTED);
    }

    private static String of(int port, String protocol, String state) {
        try {
            OptionalLong pid = Files.isDirectory(Path.of("/proc/net"))
                    ? fromProc(port, protocol, state)
                    : fromLsof(port, protocol);
            if (pid.isPresent()) {
                return "PID " + pid.getAsLong() + " (" + nameOf(pid.getAsLong()) + ")";
            }
        } catch (IOException e) {
            // Only the name is missing then; that the port is taken is known.
        }
        return "a process of another user";
    }

    private static OptionalLong fromProc(int port, String protocol, String state) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/" + protocol, "/proc/net/" + protocol + "6")) {
            if (Files.isReadable(Path.of(table))) {
                sockets.addAll(sockets(Files.readAllLines(Path.of(table)), port, state));
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
        return sockets(table, port, LISTENING);
    }

    private static Set<String> sockets(List<String> table, int port, String state) {
        Set<String> sockets = new HashSet<>();
        for (String line : table) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 9 && fields[3].equals(state) && fields[1].endsWith(String.format(":%04X", port))) {
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

    private static OptionalLong fromLsof(int port, String protocol) throws IOException {
        List<String> command = new ArrayList<>(List.of("lsof", "-nP", "-t", "-i" + protocol + ":" + port));
        if (protocol.equals("tcp")) {
            command.add("-sTCP:LISTEN");
        }
        Process lsof = new ProcessBuilder(command)
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

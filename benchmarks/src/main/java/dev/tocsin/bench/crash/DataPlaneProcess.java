package dev.tocsin.bench.crash;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link DataPlane} as a process, to be killed; from a class archive, so that it starts in less than a second. */
final class DataPlaneProcess implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

    private final List<String> command;
    private final int port;
    private final Path log;
    private LeashedProcess process;

    private DataPlaneProcess(List<String> command, int port, Path log) throws IOException {
        this.command = command;
        this.port = port;
        this.log = log;
        this.process = launch();
    }

    /** Returns when its door is open. */
    static DataPlaneProcess start(Path folder, URI elasticsearch, int port) throws IOException {
        Path log = folder.resolve("data-plane.log");
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve("data-plane.jsa"),
                "-Dtocsin.bench.log=WARN",
                "-cp",
                classPath(folder.resolve("program"), log)));
        command.addAll(List.of(
                DataPlaneProcess.class.getName(), folder.toString(), elasticsearch.toString(), Integer.toString(port)));
        DataPlaneProcess plane = new DataPlaneProcess(command, port, log);
        plane.awaitOpen();
        // Ended in good order, the first one writes the archive for the others.
        plane.close();
        plane.startAgain();
        plane.awaitOpen();
        return plane;
    }

    /** In the application jar classes lie in jars of their own, of which no archive can be made: they are unpacked. */
    private static String classPath(Path unpacked, Path log) throws IOException {
        String ours = System.getProperty("java.class.path", "");
        if (DataPlaneProcess.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return ours;
        }
        List<String> unpack =
                List.of(JAVA, "-Djarmode=tools", "-jar", ours, "extract", "--destination", unpacked.toString());
        try (LeashedProcess unpacking = LeashedProcess.start("unpacking", unpack, Map.of(), log)) {
            unpacking.onExit().join();
        }
        Path jar = unpacked.resolve(Path.of(ours).getFileName());
        if (!Files.exists(jar)) {
            throw new IOException("could not unpack " + ours + ", see " + log);
        }
        return jar.toString();
    }

    /** The child. */
    public static void main(String[] arguments) throws IOException {
        DataPlane.open(
                DataPlane.Parts.of(Path.of(arguments[0]), URI.create(arguments[1]), Integer.parseInt(arguments[2])));
    }

    private LeashedProcess launch() throws IOException {
        return LeashedProcess.start("data plane", command, Map.of(), log);
    }

    /** Returns when its door is open. */
    void awaitOpen() {
        long deadline = System.nanoTime() + START_NANOS;
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        throw new IllegalStateException(
                "the data plane did not start:\n" + String.join("\n", process.lastLogLines(30)));
    }

    /** Ends it as a crash would. */
    void kill() {
        process.kill();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}

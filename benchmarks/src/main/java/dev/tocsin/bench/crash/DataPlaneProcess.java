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

/** A {@link DataPlane} as a process, to be killed; from a cache of the JVM's, so that it starts in half a second. */
final class DataPlaneProcess implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

    private final Path cache;
    private final List<String> arguments;
    private final int port;
    private final Path log;
    private LeashedProcess process;

    private DataPlaneProcess(Path cache, List<String> arguments, int port, Path log) throws IOException {
        this.cache = cache;
        this.arguments = arguments;
        this.port = port;
        this.log = log;
        this.process = launch(Files.exists(cache) ? fromCache() : "-XX:AOTCacheOutput=" + cache);
    }

    /**
     * Returns when its door is open.
     *
     * @param program for what it is made of: kept for the next one
     */
    static DataPlaneProcess start(Path program, Path folder, URI elasticsearch, int port) throws IOException {
        Path log = folder.resolve("data-plane.log");
        List<String> arguments = List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtocsin.bench.log=WARN",
                "-cp",
                classPath(program, log),
                DataPlaneProcess.class.getName(),
                folder.toString(),
                elasticsearch.toString(),
                Integer.toString(port));
        DataPlaneProcess plane =
                new DataPlaneProcess(Files.createDirectories(program).resolve("data-plane.aot"), arguments, port, log);
        plane.awaitOpen();
        return plane;
    }

    /** In the application jar classes lie in jars of their own, of which no archive can be made: they are unpacked. */
    private static String classPath(Path unpacked, Path log) throws IOException {
        String ours = System.getProperty("java.class.path", "");
        if (DataPlaneProcess.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return ours;
        }
        Path jar = unpacked.resolve(Path.of(ours).getFileName());
        if (Files.exists(jar)) {
            return jar.toString();
        }
        List<String> unpack =
                List.of(JAVA, "-Djarmode=tools", "-jar", ours, "extract", "--destination", unpacked.toString());
        try (LeashedProcess unpacking = LeashedProcess.start("unpacking", unpack, Map.of(), log)) {
            unpacking.onExit().join();
        }
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

    private LeashedProcess launch(String option) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, option));
        command.addAll(arguments);
        return LeashedProcess.start("data plane", command, Map.of(), log);
    }

    /** There is no cache of classes that lie in folders, as in a build's tests: then one that says nothing. */
    private String fromCache() {
        return Files.exists(cache) ? "-XX:AOTCache=" + cache : "-Xshare:auto";
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
        process = launch(fromCache());
    }

    /** Ends the first one in good order, upon which it writes the cache of all that it has used, and starts the next. */
    void cache() throws IOException {
        if (!Files.exists(cache)) {
            close();
            startAgain();
            awaitOpen();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

package dev.tocsin.bench.crash;

import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link DataPlane} as a process, to be killed. */
final class DataPlaneProcess implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

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

    static DataPlaneProcess start(Path folder, URI elasticsearch, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtocsin.bench.log=WARN",
                "-cp",
                System.getProperty("java.class.path", "")));
        command.addAll(mainClass());
        command.addAll(List.of(folder.toString(), elasticsearch.toString(), Integer.toString(port)));
        return new DataPlaneProcess(command, port, folder.resolve("data-plane.log"));
    }

    /** In the application jar classes lie in jars of their own, which only its launcher finds. */
    private static List<String> mainClass() {
        String main = DataPlaneProcess.class.getName();
        return DataPlaneProcess.class.getClassLoader() == ClassLoader.getSystemClassLoader()
                ? List.of(main)
                : List.of("-Dloader.main=" + main, LAUNCHER);
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

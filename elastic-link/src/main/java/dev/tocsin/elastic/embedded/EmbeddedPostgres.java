package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A real PostgreSQL as a child process on 127.0.0.1 that ends with this process. It keeps what it was given: fsync is on
 * unless the caller says that the data may go.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final String SUPERUSER = "postgres";

    private final Path folder;
    private final int port;
    private final boolean durable;
    private LeashedProcess process;

    private EmbeddedPostgres(Path folder, int port, boolean durable, LeashedProcess process) {
        this.folder = folder;
        this.port = port;
        this.durable = durable;
        this.process = process;
    }

    /**
     * Starts it and returns when it accepts connections; makes the database cluster at the first start.
     *
     * @param folder its data and log; kept when it stops
     * @param port 0 for any free one
     * @param durable false for tests: no fsync
     * @throws ServerDidNotStart with the end of its log
     */
    public static EmbeddedPostgres start(Path folder, int port, boolean durable, Consumer<String> progress)
            throws IOException {
        Path own = Files.createDirectories(folder.toAbsolutePath());
        int chosen = port == 0 ? FreePort.find() : port;
        return new EmbeddedPostgres(own, chosen, durable, launch(own, chosen, durable, progress));
    }

    /** What a server in this folder prints; appended to. */
    public static Path log(Path folder) {
        return folder.resolve("postgresql.log");
    }

    /** JDBC address of the one database. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return SUPERUSER;
    }

    public int port() {
        return port;
    }

    public LeashedProcess process() {
        return process;
    }

    /** Ends it and keeps its data. */
    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** Ends it as a power cut of the process would. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same data and the same port. */
    public void startAgain() throws IOException {
        process = launch(folder, port, durable, line -> {});
    }

    @Override
    public void close() {
        stop();
    }

    private static LeashedProcess launch(Path folder, int port, boolean durable, Consumer<String> progress)
            throws IOException {
        Path bin = PostgresDistribution.home(progress).resolve("bin");
        Path data = folder.resolve("data");
        Path log = log(folder);
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            makeCluster(bin, folder, data, log, durable);
        }
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "timezone=UTC"));
        if (!durable) {
            // Commits still reach the operating system: a server that is killed keeps them, a machine would not.
            command.addAll(List.of("-c", "fsync=off", "-c", "full_page_writes=off"));
        }
        // INT is PostgreSQL's fast shutdown; TERM would wait for every client to leave.
        LeashedProcess process =
                LeashedProcess.start("postgresql", "INT", RootEscape.wrap(command, folder), Map.of(), log);
        waitUntilReady(process, port);
        return process;
    }

    private static void makeCluster(Path bin, Path folder, Path data, Path log, boolean durable) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--auth=trust",
                "--no-instructions",
                "--encoding=UTF8",
                "--locale=C"));
        if (!durable) {
            command.add("--no-sync");
        }
        try (LeashedProcess initdb =
                LeashedProcess.start("initdb", "TERM", RootEscape.wrap(command, folder), Map.of(), log)) {
            Integer code = initdb.onExit()
                    .completeOnTimeout(-1, START_DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (code != 0) {
                throw new ServerDidNotStart(initdb, "PostgreSQL could not make its data folder " + data);
            }
        }
    }

    private static void waitUntilReady(LeashedProcess process, int port) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.lastLogLines(20).stream().anyMatch(line -> line.contains("ready to accept connections"))
                    && accepts(port)) {
                return;
            }
            if (process.onExit()
                            .completeOnTimeout(null, 50, TimeUnit.MILLISECONDS)
                            .join()
                    != null) {
                throw new ServerDidNotStart(process, "PostgreSQL ended while starting");
            }
        }
        throw new ServerDidNotStart(process, "PostgreSQL did not start within " + START_DEADLINE.toSeconds() + " s");
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not listening yet
        }
    }
}

package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real PostgreSQL as a child process on 127.0.0.1 that ends with this process. It keeps what it was given: fsync is on
 * unless the caller says that the data may go. Nobody connects without a password, and whoever has this role's password
 * has the one database and nothing else.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Owns the database and what is in it, and may do nothing outside of it. */
    public static final String USER = PostgresAccounts.ENGINE;

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final int LAST_LINES = 20;

    private final Path folder;
    private final int port;
    private final boolean durable;
    private LeashedProcess process;
    private String password;

    private EmbeddedPostgres(Path folder, int port, boolean durable, Consumer<String> progress) throws IOException {
        this.folder = folder;
        this.port = port;
        this.durable = durable;
        PostgresAccounts accounts = PostgresAccounts.in(folder, progress);
        this.password = accounts.enginePassword();
        this.process = launch(accounts, progress);
    }

    /**
     * Starts it and returns when it accepts connections; makes the database cluster at the first start, and mends one
     * of earlier versions, which trusted everybody on this machine.
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
        return new EmbeddedPostgres(own, chosen, durable, progress);
    }

    /** What a server in this folder prints; appended to. */
    public static Path log(Path folder) {
        return folder.resolve("postgresql.log");
    }

    /** JDBC address of the one database of a server on this port. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Where the password of {@link #USER} lies, for a server in this folder; made by its first start. */
    public static Path passwordFile(Path folder) {
        return PostgresAccounts.enginePasswordFile(folder.toAbsolutePath());
    }

    /** JDBC address of the one database. */
    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    public String user() {
        return USER;
    }

    /** Of {@link #user}. */
    public String password() {
        return password;
    }

    /** Holds {@link #password}; only its owner can read it. */
    public Path passwordFile() {
        return passwordFile(folder);
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
        PostgresAccounts accounts = PostgresAccounts.in(folder, line -> {});
        password = accounts.enginePassword();
        process = launch(accounts, line -> {});
    }

    @Override
    public void close() {
        stop();
    }

    private LeashedProcess launch(PostgresAccounts accounts, Consumer<String> progress) throws IOException {
        Path bin = PostgresDistribution.home(progress).resolve("bin");
        Path data = folder.resolve("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            makeCluster(bin, data, accounts);
        }
        settleAccounts(bin, data, accounts);
        if (PostgresAccounts.requirePasswords(data)) {
            progress.accept("PostgreSQL lets nobody in without a password from now on");
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
        command.addAll(haste());
        // INT is PostgreSQL's fast shutdown; TERM would wait for every client to leave.
        LeashedProcess started =
                LeashedProcess.start("postgresql", "INT", RootEscape.wrap(command, folder), Map.of(), log(folder));
        waitUntilReady(started, port);
        return started;
    }

    /** Commits still reach the operating system: a server that is killed keeps them, a machine would not. */
    private List<String> haste() {
        return durable ? List.of() : List.of("-c", "fsync=off", "-c", "full_page_writes=off");
    }

    /** In a folder that is renamed at the end: what a start has left that was killed is no cluster. */
    private void makeCluster(Path bin, Path data, PostgresAccounts accounts) throws IOException {
        Path fresh = folder.resolve("data.new");
        deleteAll(fresh);
        List<String> command = new ArrayList<>(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                fresh.toString(),
                "-U",
                PostgresAccounts.SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + accounts.superuserPasswordFile(),
                "--no-instructions",
                "--encoding=UTF8",
                "--locale=C"));
        if (!durable) {
            command.add("--no-sync");
        }
        run("initdb", command, "PostgreSQL could not make its data folder " + fresh);
        PostgresAccounts.requirePasswords(fresh);
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        OwnersFile.forceFolder(folder);
    }

    /** Before the server has a door: in single-user mode, which needs nobody's password. */
    private void settleAccounts(Path bin, Path data, PostgresAccounts accounts) throws IOException {
        Path script = accounts.script();
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "exec \"$@\" <\"$0\" >/dev/null", // its output is prompts; errors go the other way
                script.toString(),
                bin.resolve("postgres").toString(),
                "--single",
                "-j", // a statement ends at a semicolon and an empty line
                "-D",
                data.toString(),
                "-c",
                "exit_on_error=on",
                // An error would print the statement that it comes from, with the password.
                "-c",
                "log_min_error_statement=panic",
                "-c",
                "log_error_verbosity=terse"));
        command.addAll(haste());
        command.add("postgres");
        run("postgresql accounts", command, "PostgreSQL could not set up who may use " + data);
        Files.delete(script);
    }

    private void run(String name, List<String> command, String failure) throws IOException {
        try (LeashedProcess program =
                LeashedProcess.start(name, "TERM", RootEscape.wrap(command, folder), Map.of(), log(folder))) {
            Integer code = program.onExit()
                    .completeOnTimeout(-1, START_DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (code != 0) {
                throw new ServerDidNotStart(program, failure);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static void waitUntilReady(LeashedProcess process, int port) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.lastLogLines(LAST_LINES).stream().anyMatch(line -> line.contains("ready to accept connections"))
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

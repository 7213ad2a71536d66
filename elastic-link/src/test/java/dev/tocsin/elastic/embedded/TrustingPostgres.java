package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL as versions without accounts made and started it: its one role is the superuser, whom everybody on this
 * machine can be.
 */
public final class TrustingPostgres implements AutoCloseable {
    private final int port;
    private final LeashedProcess process;

    private TrustingPostgres(int port, LeashedProcess process) {
        this.port = port;
        this.process = process;
    }

    /** @param folder where {@link EmbeddedPostgres} finds it later */
    public static TrustingPostgres start(Path folder) throws IOException {
        Path bin = PostgresDistribution.home(line -> {}).resolve("bin");
        String data = folder.resolve("data").toString();
        try (LeashedProcess initdb = run(
                "initdb",
                folder,
                List.of(
                        bin.resolve("initdb").toString(),
                        "-D",
                        data,
                        "-U",
                        "postgres",
                        "--auth=trust",
                        "--no-instructions",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"))) {
            if (initdb.onExit().join() != 0) {
                throw new ServerDidNotStart(initdb, "initdb failed");
            }
        }
        int port = FreePort.find();
        LeashedProcess server = run(
                "postgresql",
                folder,
                List.of(
                        bin.resolve("postgres").toString(),
                        "-D",
                        data,
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "timezone=UTC"));
        EmbeddedPostgres.waitUntilReady(server, port);
        return new TrustingPostgres(port, server);
    }

    public String jdbcUrl() {
        return EmbeddedPostgres.jdbcUrl(port);
    }

    public String user() {
        return "postgres";
    }

    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    private static LeashedProcess run(String name, Path folder, List<String> command) throws IOException {
        return LeashedProcess.start(
                name, "INT", RootEscape.wrap(command, folder), Map.of(), EmbeddedPostgres.log(folder));
    }
}

package dev.tocsin.launcher.part;

import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL. */
public final class PostgresPart implements Part {
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final boolean durable;
    private final Consumer<String> progress;
    private volatile @Nullable EmbeddedPostgres server;

    /** @param durable false for data that may go with a crash of the machine */
    public PostgresPart(Path folder, int port, boolean durable, Consumer<String> progress) {
        this.folder = folder;
        this.port = port;
        this.durable = durable;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String address() {
        return EmbeddedPostgres.jdbcUrl(port);
    }

    @Override
    public String check() {
        return "";
    }

    @Override
    public void start() throws IOException {
        KeptLogs.makeRoomFor(EmbeddedPostgres.log(folder));
        server = EmbeddedPostgres.start(folder, port, durable, progress);
    }

    @Override
    public LeashedProcess process() {
        EmbeddedPostgres started = server;
        if (started == null) {
            throw new IllegalStateException("postgresql was not started");
        }
        return started.process();
    }

    @Override
    public boolean stop() {
        return server == null || process().stop(STOP_DEADLINE);
    }
}

package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.elastic.embedded.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The real alert engine as a process.
 *
 * @param service the process
 * @param port of its API
 */
public record EngineProcess(ServiceProcess service, int port) implements AutoCloseable {
    /**
     * Starts it.
     *
     * @param folder its log, and its configuration in {@code config}
     * @param webhook of Slack
     */
    public static EngineProcess start(
            Path folder, URI elasticsearch, EmbeddedPostgres database, URI webhook, List<String> jvmOptions)
            throws IOException {
        int port = FreePort.find();
        int managementPort = FreePort.find();
        ServiceProcess service = ServiceProcess.start(
                "alert-engine",
                List.of(),
                jvmOptions,
                Map.of(
                        "TOCSIN_OUTGOING_ALLOW", "127.0.0.1",
                        "TOCSIN_CONFIG", folder.resolve("config").toString(),
                        "TOCSIN_DATA", folder.resolve("data").toString(),
                        "ELASTICSEARCH_URL", elasticsearch.toString(),
                        "TOCSIN_DB_URL", database.jdbcUrl(),
                        "TOCSIN_DB_USER", database.user(),
                        "TOCSIN_DB_PASSWORD_FILE", database.passwordFile().toString(),
                        "SLACK_WEBHOOK_URL", webhook.toString(),
                        "TOCSIN_ENGINE_PORT", Integer.toString(port),
                        "TOCSIN_ENGINE_MANAGEMENT_PORT", Integer.toString(managementPort)),
                managementPort,
                folder.resolve("alert-engine.log"));
        return new EngineProcess(service, port);
    }

    @Override
    public void close() {
        service.close();
    }
}

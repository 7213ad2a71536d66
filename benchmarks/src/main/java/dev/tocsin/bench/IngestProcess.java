package dev.tocsin.bench;

import dev.tocsin.elastic.embedded.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The real ingest service as a process.
 *
 * @param service the process
 * @param tcpPort of the door for JSON lines
 * @param httpPort of the door for events over HTTP
 */
public record IngestProcess(ServiceProcess service, int tcpPort, int httpPort) implements AutoCloseable {
    /**
     * Starts it.
     *
     * @param folder its data, configuration and log
     * @param jvmOptions added to the command
     */
    public static IngestProcess start(Path folder, URI elasticsearch, List<String> jvmOptions) throws IOException {
        return start(folder, elasticsearch, List.of(), jvmOptions);
    }

    /**
     * The same.
     *
     * @param before goes before the command, to run it
     */
    public static IngestProcess start(Path folder, URI elasticsearch, List<String> before, List<String> jvmOptions)
            throws IOException {
        int tcpPort = FreePort.find();
        int httpPort = FreePort.find();
        int managementPort = FreePort.find();
        Path config = Files.createDirectories(folder.resolve("config"));
        ServiceProcess service = ServiceProcess.start(
                "ingest-service",
                before,
                jvmOptions,
                Map.of(
                        "TOCSIN_CONFIG", config.toString(),
                        "TOCSIN_DATA", folder.resolve("data").toString(),
                        "ELASTICSEARCH_URL", elasticsearch.toString(),
                        "TOCSIN_TCP_PORT", Integer.toString(tcpPort),
                        "TOCSIN_HTTP_PORT", Integer.toString(httpPort),
                        "TOCSIN_INGEST_MANAGEMENT_PORT", Integer.toString(managementPort)),
                managementPort,
                folder.resolve("ingest-service.log"));
        return new IngestProcess(service, tcpPort, httpPort);
    }

    public URI events() {
        return http().resolve("/v1/events");
    }

    public URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    @Override
    public void close() {
        service.close();
    }
}

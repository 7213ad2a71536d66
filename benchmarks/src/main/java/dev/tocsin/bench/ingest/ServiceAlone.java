package dev.tocsin.bench.ingest;

import dev.tocsin.bench.IngestProcess;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateInstaller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The service in front of nothing, ready for events. */
final class ServiceAlone implements AutoCloseable {
    private final NullElasticsearch elasticsearch;
    private final IngestProcess ingest;

    private ServiceAlone(NullElasticsearch elasticsearch, IngestProcess ingest) {
        this.elasticsearch = elasticsearch;
        this.ingest = ingest;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder its own, new
     * @param settings what its {@code ingest.yml} says; empty for the defaults
     */
    static ServiceAlone start(Path folder, List<String> jvmOptions, String settings) throws IOException {
        return start(folder, List.of(), jvmOptions, settings);
    }

    /**
     * The same.
     *
     * @param before goes before the command, to run it
     */
    static ServiceAlone start(Path folder, List<String> before, List<String> jvmOptions, String settings)
            throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        if (!settings.isEmpty()) {
            Files.writeString(config.resolve("ingest.yml"), settings);
        }
        NullElasticsearch elasticsearch = NullElasticsearch.start();
        try (HttpClient client = HttpClient.newHttpClient();
                ElasticLink link = ElasticLink.open(ElasticSettings.of(elasticsearch.url()))) {
            new TemplateInstaller(link, link.probe().version()).install();
            IngestProcess ingest = IngestProcess.start(folder, elasticsearch.url(), before, jvmOptions);
            ingest.service().awaitReady(client);
            return new ServiceAlone(elasticsearch, ingest);
        }
    }

    NullElasticsearch elasticsearch() {
        return elasticsearch;
    }

    IngestProcess ingest() {
        return ingest;
    }

    @Override
    public void close() {
        ingest.close();
        elasticsearch.close();
    }
}

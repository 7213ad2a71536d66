package dev.tocsin.elastic.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How to run an embedded Elasticsearch.
 *
 * @param folder its data, configuration and logs; kept when it stops
 * @param port 0 for any free one
 * @param heapMegabytes of the server
 * @param shortLived true saves start time (C1 only); false lets it get warm, for long runs and benchmarks
 * @param settings added to {@code elasticsearch.yml}; they win over ours
 * @param progress told what takes long
 */
public record ElasticsearchOptions(
        Path folder,
        int port,
        int heapMegabytes,
        boolean shortLived,
        Map<String, String> settings,
        Consumer<String> progress) {
    public ElasticsearchOptions {
        folder = folder.toAbsolutePath();
        settings = Map.copyOf(settings);
    }

    /** For tests: small, quick to start, any port. */
    public static ElasticsearchOptions forTests(Path folder) {
        return new ElasticsearchOptions(folder, 0, 512, true, Map.of(), line -> {});
    }

    /** What the server and its launcher print; appended to. */
    public Path log() {
        return folder.resolve("elasticsearch.log");
    }

    public ElasticsearchOptions withPort(int newPort) {
        return new ElasticsearchOptions(folder, newPort, heapMegabytes, shortLived, settings, progress);
    }

    public ElasticsearchOptions withSettings(Map<String, String> newSettings) {
        return new ElasticsearchOptions(folder, port, heapMegabytes, shortLived, newSettings, progress);
    }
}

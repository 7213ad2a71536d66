package dev.tocsin.launcher.part;

import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.LeashedProcess;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The embedded Elasticsearch. */
public final class ElasticsearchPart implements Part {
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(60);

    private final ElasticsearchOptions options;
    private volatile @Nullable EmbeddedElasticsearch server;

    /** @param options with a port that is not 0: the address is known before the start */
    public ElasticsearchPart(ElasticsearchOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "elasticsearch";
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + options.port();
    }

    @Override
    public String check() {
        return address() + "/_cluster/health";
    }

    @Override
    public void start() throws IOException {
        KeptLogs.makeRoomFor(options.log());
        server = EmbeddedElasticsearch.start(options);
    }

    @Override
    public LeashedProcess process() {
        EmbeddedElasticsearch started = server;
        if (started == null) {
            throw new IllegalStateException("elasticsearch was not started");
        }
        return started.process();
    }

    @Override
    public boolean stop() {
        return server == null || process().stop(STOP_DEADLINE);
    }
}

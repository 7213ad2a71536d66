package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness of {@code ./tocsin bench ingest-peers}, short, with the rsyslog that {@code .ci/run} has unpacked. */
class RsyslogPeerIT {
    @TempDir
    Path folder;

    @Test
    void rsyslogIndexesEveryEventThatTheDoorIndexes() throws Exception {
        List<String> told = new ArrayList<>();
        boolean isExact;
        try (EmbeddedElasticsearch server =
                EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")))) {
            isExact = new TcpDoorAgainstRsyslog(server, folder.resolve("peers"), 2_000, 1, told::add).run();
        }

        assertThat(isExact).as("%s", told).isTrue();
        assertThat(told)
                .contains(
                        "ingest.peers.tocsin.missing=0",
                        "ingest.peers.rsyslog.missing=0",
                        "ingest.peers.rsyslog.memory.missing=0")
                .last()
                .asString()
                .startsWith("ingest.peers.ratio=");
    }
}

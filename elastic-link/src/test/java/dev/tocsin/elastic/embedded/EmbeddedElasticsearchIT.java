package dev.tocsin.elastic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedElasticsearchIT {
    @TempDir
    Path folder;

    @Test
    void keepsItsDataWhenStoppedAndStartedAgain() throws IOException {
        try (EmbeddedElasticsearch server = EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder));
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()))) {
            // given
            byte[] document = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
            assertThat(link.call(ElasticRequest.json("PUT", "/kept/_doc/1", Map.of(), document))
                            .status())
                    .isEqualTo(201);
            List<ProcessHandle> before = server.process().descendants();

            // when
            server.stop();
            assertThat(before).noneMatch(ProcessHandle::isAlive);
            server.startAgain();

            // then
            await().untilAsserted(() -> assertThat(link.call(ElasticRequest.get("/kept/_doc/1", Map.of()))
                            .status())
                    .isEqualTo(200));
            assertThat(link.probe().version()).isEqualTo(ElasticsearchDistribution.VERSION);
        }
    }
}

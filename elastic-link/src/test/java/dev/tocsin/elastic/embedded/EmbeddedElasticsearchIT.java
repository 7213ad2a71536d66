package dev.tocsin.elastic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedElasticsearchIT {
    @TempDir
    Path folder;

    @Test
    void keepsItsDataAndCleansItsTemporaryFolderWhenStoppedAndStartedAgain() throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path left = Files.writeString(temporary.resolve("left by a crash"), "");
        try (EmbeddedElasticsearch server = EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder));
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()))) {
            // given
            byte[] document = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
            assertThat(link.call(ElasticRequest.json("PUT", "/kept/_doc/1", Map.of(), document))
                            .status())
                    .isEqualTo(201);
            assertThat(left).doesNotExist();
            List<Path> ofTheLauncher = flagsIn(temporary);
            assertThat(ofTheLauncher).as("where the launcher's JVM writes").isNotEmpty();
            List<ProcessHandle> before = server.process().descendants();

            // when
            server.stop();
            // Who is dead is still there until the system has noticed.
            await().untilAsserted(() -> assertThat(before).noneMatch(ProcessHandle::isAlive));
            server.startAgain();

            // then
            await().untilAsserted(() -> assertThat(link.call(ElasticRequest.get("/kept/_doc/1", Map.of()))
                            .status())
                    .isEqualTo(200));
            assertThat(flagsIn(temporary)).isNotEmpty().doesNotContainAnyElementsOf(ofTheLauncher);
            assertThat(link.probe().version()).isEqualTo(ElasticsearchDistribution.VERSION);
        }
    }

    private static List<Path> flagsIn(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("final-flags"))
                    .toList();
        }
    }
}

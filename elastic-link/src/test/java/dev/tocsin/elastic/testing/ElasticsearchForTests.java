package dev.tocsin.elastic.testing;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchDistribution;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.elasticsearch.ElasticsearchContainer;

/**
 * The one place that chooses the Elasticsearch for tests: {@code -Dit.elasticsearch.url}, then Docker (the full
 * server), then the embedded one. One server for all tests of a JVM; tests keep apart by names of their own and never
 * skip.
 */
public final class ElasticsearchForTests {
    private static @Nullable ElasticSettings shared;

    private ElasticsearchForTests() {}

    /** Starts the server at the first call. */
    public static synchronized ElasticSettings settings() {
        if (shared == null) {
            shared = ElasticSettings.of(choose());
        }
        return shared;
    }

    /** A link to it; the caller closes it. */
    public static ElasticLink link() {
        return ElasticLink.open(settings());
    }

    /** An embedded server of the test's own, to be stopped, killed and started again; the caller closes it. */
    public static EmbeddedElasticsearch own(Path folder) {
        try {
            return EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI choose() {
        String given = System.getProperty("it.elasticsearch.url", "");
        if (!given.isBlank()) {
            return URI.create(given);
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return inContainer();
        }
        return embedded();
    }

    private static URI inContainer() {
        @SuppressWarnings("resource") // lives until the JVM ends, when Testcontainers removes it
        ElasticsearchContainer container = new ElasticsearchContainer(
                        "docker.elastic.co/elasticsearch/elasticsearch:" + ElasticsearchDistribution.VERSION)
                .withEnv("xpack.security.enabled", "false")
                .withEnv("ES_JAVA_OPTS", "-Xms1g -Xmx1g");
        container.start();
        return URI.create("http://" + container.getHttpHostAddress());
    }

    private static URI embedded() {
        try {
            Path folder = Files.createTempDirectory("tocsin-it-elasticsearch");
            EmbeddedElasticsearch server = own(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.kill();
                delete(folder);
            }));
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

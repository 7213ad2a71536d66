package dev.tocsin.elastic.testing;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.net.URI;

/**
 * The one place that chooses the Elasticsearch for tests: {@code -Dit.elasticsearch.url}, then Docker (the full
 * server), then the embedded one. One server for all tests of a JVM; tests keep apart by names of their own and never
 * skip.
 */
public final class ElasticsearchForTests {
    private ElasticsearchForTests() {}

    /** Starts the server at the first call. */
    public static ElasticSettings settings() {
        return ElasticSettings.of(URI.create(System.getProperty("it.elasticsearch.url", "http://127.0.0.1:9200")));
    }

    /** A link to it; the caller closes it. */
    public static ElasticLink link() {
        return ElasticLink.open(settings());
    }
}

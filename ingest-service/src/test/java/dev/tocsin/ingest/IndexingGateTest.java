package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexingGateTest {
    private static final String ABOUT = "{\"version\":{\"number\":\"9.5.3\"}}";
    private static final String OURS = "{\"component_templates\":[{\"component_template\":{\"version\":1,"
            + "\"_meta\":{\"managed_by\":\"tocsin\"}}}],\"index_templates\":[{\"index_template\":{\"version\":1,"
            + "\"_meta\":{\"managed_by\":\"tocsin\"}}}]}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            installed                          | about       | 200 | ours    | true  |
            not installed                      | about       | 404 | {}      | false | ./tocsin templates install
            not let look                       | about       | 403 | {}      | true  |
            busy with templates                | about       | 429 | {}      | false | 429
            broken by templates                | about       | 503 | {}      | false | 503
            templates not understood           | about       | 200 | {}      | false | not understood
            a proxy's page                     | <html/>     | 200 | ours    | false | not understood
            an older Elasticsearch             | 8.19.0      | 200 | ours    | false | upgrade the cluster
            """)
    void opensOnlyForAServerThatIsReadyForEvents(
            String name, String root, int status, String template, boolean isOpen, String reason) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean isRoot = exchange.getRequestURI().getPath().equals("/");
            String body = isRoot ? about(root) : template.equals("ours") ? OURS : template;
            boolean isTemplate = exchange.getRequestURI().getPath().contains("_template");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isTemplate ? status : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            IndexingGate gate = new IndexingGate(link);

            assertThat(gate.isOpen()).isEqualTo(isOpen);
            assertThat(gate.waitsFor()).contains(reason == null ? "" : reason);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void closesAgainWhenTheTemplatesAreGone() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean isTemplate = exchange.getRequestURI().getPath().contains("_template");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            byte[] bytes = (isTemplate ? status.get() == 200 ? OURS : "{}" : ABOUT).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isTemplate ? status.get() : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            IndexingGate gate = new IndexingGate(link);
            assertThat(gate.isOpen()).isTrue();

            status.set(404);

            assertThat(gate.isOpen()).isTrue();
            assertThat(gate.isStillOpen()).isFalse();
            assertThat(gate.waitsFor()).contains("./tocsin templates install");
            assertThat(gate.isOpen()).isFalse();
            status.set(200);
            assertThat(gate.isOpen()).isTrue();
        } finally {
            server.stop(0);
        }
    }

    private static String about(String root) {
        return root.equals("about") ? ABOUT : root.startsWith("8") ? ABOUT.replace("9.5.3", root) : root;
    }
}

package dev.tocsin.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticLinkTest {
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String body = "{}";
    private volatile String location = "";
    private volatile Headers lastHeaders = new Headers();
    private volatile byte[] received = new byte[0];
    private volatile boolean hang;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private HttpServer server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            lastHeaders = exchange.getRequestHeaders();
            received = exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (hang) {
                awaitEnd();
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void awaitEnd() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerThatIsLargerThanAskedForIsSaidToBe() throws Exception {
        // given
        body = "{\"a\":\"" + "x".repeat(300_000) + "\"}";
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            ElasticRequest request = ElasticRequest.get("/x", Map.of());

            // when, then
            assertThatThrownBy(() -> link.call(request.withLargestAnswer(body.length() - 1)))
                    .isInstanceOf(AnswerTooLarge.class);
            assertThat(link.call(request.withLargestAnswer(body.length())).body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(body);
            assertThat(requests).hasSize(2);

            status = 503;
            assertThat(link.call(request.withLargestAnswer(body.length() - 1)).status())
                    .isEqualTo(503);
        }
    }

    @Test
    void aConnectionThatIsNotTakenInTimeIsNone() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        // given: nobody accepts, so the system answers no more connections than may wait
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ElasticLink link =
                        ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:" + full.getLocalPort())))) {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            // when, then
            assertThatThrownBy(() ->
                            link.sendOnce(ElasticRequest.get("/x", Map.of())).get())
                    .hasCauseInstanceOf(ConnectException.class);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504})
    void everyAnswerIsAValueWhateverItsStatus(int answered) throws Exception {
        // given
        status = answered;
        body = "{\"a\":1}";
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            // when
            ElasticAnswer called = link.call(ElasticRequest.get("/x", Map.of()));
            ElasticAnswer sent =
                    link.sendOnce(ElasticRequest.get("/x", Map.of())).get();

            // then
            assertThat(called.status()).isEqualTo(answered);
            assertThat(sent.status()).isEqualTo(answered);
            assertThat(sent.json().getInt("a")).isEqualTo(1);
        }
    }

    @Test
    void whatIsSentOnceIsNeverSentTwice() {
        // given: two nodes, of which the first answers 503, where a failover client would go on to the second
        status = 503;
        ElasticSettings twice = new ElasticSettings(List.of(url, url), null, null, null, null);
        try (ElasticLink link = ElasticLink.open(twice)) {
            // when
            link.sendOnce(ElasticRequest.get("/bulk", Map.of())).join();

            // then
            assertThat(requests).containsExactly("GET /bulk");
        }
    }

    /** More than a socket takes at once, so that what it did not take is sent when there is room. */
    @Test
    void aBulkArrivesAsItWasAndNoFurtherThanItCounts() throws Exception {
        byte[] bulk = new byte[30_000_000];
        new Random(7).nextBytes(bulk);
        ElasticRequest request = new ElasticRequest(
                "POST",
                "/_bulk",
                Map.of("timeout", "60000ms", "filter_path", "errors,items.*.status"),
                Map.of("X-Opaque-Id", "node-1"),
                bulk,
                20_000_001,
                ElasticRequest.NDJSON,
                Duration.ofSeconds(60));
        ElasticSettings behindProxy =
                new ElasticSettings(List.of(URI.create(url + "/behind/a/proxy/")), "user", "secret", null, null);
        try (ElasticLink link = ElasticLink.open(behindProxy)) {
            assertThat(link.sendOnce(request).get().isSuccess()).isTrue();
            assertThat(received).isEqualTo(Arrays.copyOf(bulk, 20_000_001));
            assertThat(requests)
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("POST /behind/a/proxy/_bulk?")
                            .contains("timeout=60000ms", "filter_path=errors"));
            assertThat(authorizations).containsExactly("Basic dXNlcjpzZWNyZXQ=");
            assertThat(lastHeaders.getFirst("X-Opaque-Id")).isEqualTo("node-1");
            assertThat(lastHeaders.getFirst("Content-Type")).isEqualTo(ElasticRequest.NDJSON);
            assertThat(lastHeaders.getFirst("Content-Length")).isEqualTo("20000001");
        }
    }

    /** As a proxy does that knows by the headers that it will not take the body. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200_000})
    void anAnswerThatDoesNotWaitForTheBodyIsAnAnswer(int readBefore) throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ElasticLink link =
                        ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:" + proxy.getLocalPort())))) {
            Thread answering = Thread.ofVirtual().start(() -> refuseEarly(proxy, readBefore));
            ElasticRequest bulk = ElasticRequest.json("POST", "/_bulk", Map.of(), new byte[6_000_000]);
            for (int i = 0; i < 20; i++) {
                assertThat(link.sendOnce(bulk).get().status()).isEqualTo(413);
            }
            proxy.close();
            answering.join();
        }
    }

    private static void refuseEarly(ServerSocket proxy, int readBefore) {
        while (!proxy.isClosed()) {
            try (Socket client = proxy.accept()) {
                client.getInputStream().readNBytes(200 + readBefore);
                client.getOutputStream()
                        .write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client was quicker, or it is the end.
            }
        }
    }

    @Test
    void whatIsSentOnceFollowsNoRedirect() throws Exception {
        status = 307;
        location = "/elsewhere";
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            ElasticRequest bulk = ElasticRequest.json("POST", "/_bulk", Map.of(), new byte[200_000]);

            assertThat(link.sendOnce(bulk.withTimeout(Duration.ofSeconds(10)))
                            .get()
                            .status())
                    .isEqualTo(307);
            assertThat(requests).containsExactly("POST /_bulk");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9200/#", "http://127.0.0.1:9200?pretty", "https://a/b?c=d"})
    void anAddressHasNoQueryAndNoFragment(String address) {
        assertThatThrownBy(() -> ElasticSettings.fromEnvironment(Map.of("ELASTICSEARCH_URL", address)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("without ? and #");
    }

    @Test
    void noAnswerIsAFailureAndNotAStatus() throws IOException {
        // given
        server.stop(0);
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            // when / then
            assertThatThrownBy(() ->
                            link.sendOnce(ElasticRequest.get("/x", Map.of())).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void sendsTheApiKey() throws IOException {
        try (ElasticLink link = ElasticLink.open(new ElasticSettings(List.of(url), null, null, "aWQ6a2V5", null))) {
            link.call(ElasticRequest.get("/", Map.of()));
            assertThat(authorizations).containsExactly("ApiKey aWQ6a2V5");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"version":{"number":"8.19.2"}}                            | This is Elasticsearch 8.19.2
            {"version":{"number":"3.1.0","distribution":"opensearch"}} | This is opensearch 3.1.0, not Elasticsearch
            {"hello":"world"}                                          | does not look like Elasticsearch
            """)
    void saysWhatItFoundWhenItIsNotASupportedServer(String answer, String sentence) {
        body = answer;
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            assertThatThrownBy(link::probe)
                    .isInstanceOf(UnsupportedServer.class)
                    .hasMessageContaining(sentence);
        }
    }

    @Test
    void settingsNeverShowASecret() {
        assertThat(new ElasticSettings(List.of(url), "u", "hidden-1", null, null).toString())
                .doesNotContain("hidden");
        assertThat(new ElasticSettings(List.of(url), null, null, "hidden-2", null).toString())
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elastic:hidden@search.example.com:9200",
                "http://127.0.0.1:9200, https://elastic:hidden@search.example.com:9200",
                "https://elastic:hid@den@search.example.com:9200",
                "https://elastic:hid,den@search.example.com:9200",
                "https://elastic:hid^den@search.example.com:9200",
                "https://elastic:hid den@search.example.com:9200",
                "elastic:hidden@search.example.com:9200",
                "https://hidden@search.example.com:9200"
            })
    void aPasswordInAnAddressIsRefusedAndNotShown(String address) {
        assertThatThrownBy(() -> ElasticSettings.fromEnvironment(Map.of("ELASTICSEARCH_URL", address)))
                .isInstanceOf(SettingsRefused.class)
                .hasNoCause()
                .hasMessageContaining("ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD")
                .hasMessageNotContainingAny("hid", "den", "elastic:");
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithThePlaceButNotShown() {
        assertThatThrownBy(() -> ElasticSettings.fromEnvironment(Map.of("ELASTICSEARCH_URL", "http://a b:9200")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("ELASTICSEARCH_URL is not an address")
                .hasMessageContaining("at character 9")
                .hasMessageNotContaining("a b");
    }

    @Test
    void aKeyAndAUserTogetherAreRefused() {
        assertThatThrownBy(() -> ElasticSettings.fromEnvironment(
                        Map.of("ELASTICSEARCH_API_KEY", "k", "ELASTICSEARCH_USERNAME", "u")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not both");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void neverSendsARequestAgainByItself(int answered) throws Exception {
        status = answered;
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(url))) {
            link.sendOnce(ElasticRequest.json("POST", "/_bulk", Map.of(), new byte[] {'{', '}'}))
                    .get();

            assertThat(requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesUpOnAServerThatHangs(boolean sentBefore) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ElasticLink link = ElasticLink.open(ElasticSettings.of(
                        sentBefore ? url : URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            if (sentBefore) {
                link.sendOnce(ElasticRequest.get("/", Map.of())).get();
                hang = true;
            }
            ElasticRequest request = ElasticRequest.json("POST", "/_bulk", Map.of(), new byte[200_000])
                    .withTimeout(Duration.ofMillis(300));

            assertThat(link.sendOnce(request))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(IOException.class);
            hanging.countDown(); // for the link waits for its answers when it is closed
        } finally {
            hanging.countDown();
        }
    }
}

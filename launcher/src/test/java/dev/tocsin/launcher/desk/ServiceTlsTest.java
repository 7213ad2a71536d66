package dev.tocsin.launcher.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said when an engine is asked over TLS, of a server of the JDK in its place. */
class ServiceTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private TestAuthority authority;
    private TestAuthority clients;
    private @Nullable HttpsServer running;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        clients = TestAuthority.in(folder, "clients");
        environment.put("TOCSIN_ENGINE_CA", authority.file().toString());
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop(0);
        }
    }

    @Test
    void anEngineIsAskedOverTls() throws Exception {
        start(authority.issue("server"), null, "TLSv1.3");

        assertThat(ask().getString("said")).isEqualTo("hello");
    }

    @Test
    void oneWithAClientCaGetsOurCertificate() throws Exception {
        start(authority.issue("server"), clients, "TLSv1.3");
        show(clients.issue("laptop"));

        assertThat(ask().getString("said")).isEqualTo("hello");
    }

    @Test
    void aCertificateOfNobodyKnownSaysHowToNameItsAuthority() throws Exception {
        start(authority.issue("server"), null, "TLSv1.3");
        environment.remove("TOCSIN_ENGINE_CA");

        assertThatThrownBy(() -> ask())
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("the engine at https://127.0.0.1:")
                .hasMessageContaining("shows a certificate of nobody that this Java knows: set TOCSIN_ENGINE_CA");
    }

    @Test
    void theIngestServiceIsAskedByVariablesOfItsOwn() throws Exception {
        start(authority.issue("server"), clients, "TLSv1.3");
        Service ingest = Service.named(ServiceName.INGEST, address(), environment, Instant.now());
        assertThatThrownBy(() -> ingest.get("dead-letters"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("the ingest service at https://127.0.0.1:")
                .hasMessageContaining("set TOCSIN_INGEST_CA");

        Pair laptop = clients.issue("laptop");
        environment.put("TOCSIN_INGEST_CA", authority.file().toString());
        environment.put("TOCSIN_INGEST_CLIENT_CERT", laptop.certificate().toString());
        environment.put("TOCSIN_INGEST_CLIENT_KEY", laptop.key().toString());
        assertThat(Service.named(ServiceName.INGEST, address(), environment, Instant.now())
                        .get("dead-letters")
                        .getString("said"))
                .isEqualTo("hello");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsSaidToBeOne() throws Exception {
        start(authority.issue("server"), null, "TLSv1.3");
        environment.put("TOCSIN_ENGINE_CA", clients.file().toString());

        assertThatThrownBy(() -> ask())
                .isInstanceOf(Problem.class)
                .hasMessageContaining(
                        "a certificate that the CA in " + clients.file() + " (TOCSIN_ENGINE_CA) has not signed");
    }

    @Test
    void aCertificateThatHasExpiredIsSaidToBeSo() throws Exception {
        Instant now = Instant.now();
        start(authority.issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))), null, "TLSv1.3");

        assertThatThrownBy(() -> ask())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("shows a certificate that has expired");
    }

    @Test
    void aCertificateForAnotherNameSaysWhichNameWasAsked() throws Exception {
        start(authority.issueFor("alerts.example.com"), null, "TLSv1.3");

        assertThatThrownBy(() -> ask())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("shows a certificate that is not for 127.0.0.1: ask by a name that stands in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whoWantsACertificateIsSaidToWantOne(String protocol) throws Exception {
        start(authority.issue("server"), clients, protocol);

        // More than once, as who is refused after its side of the handshake reads of it sooner or later.
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> ask())
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(
                            "wants a client certificate: set TOCSIN_ENGINE_CLIENT_CERT and TOCSIN_ENGINE_CLIENT_KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCertificateOfOursThatIsNotAcceptedIsNamed(String protocol) throws Exception {
        start(authority.issue("server"), clients, protocol);
        Pair stranger = authority.issue("stranger");
        show(stranger);

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> ask())
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("does not accept our certificate in " + stranger.certificate());
        }
    }

    @Test
    void whoSpeaksNoTlsIsSaidToSpeakNone() throws Exception {
        // As most servers do when somebody speaks TLS to them.
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try (Socket one = plain.accept()) {
                    one.getInputStream().read();
                    one.getOutputStream().write("HTTP/1.1 400 \r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThatThrownBy(() -> ask(plain.getLocalPort()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("speaks no TLS: write http:// instead of https://");
        }
    }

    @Test
    void whereNobodyListensNoCertificateIsSuspected() {
        assertThatThrownBy(this::ask)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the engine at https://127.0.0.1:1 does not answer")
                .hasMessageNotContaining("certificate");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        start(authority.issue("server"), null, "TLSv1.3");
        Path none = folder.resolve("none.crt");
        environment.put("TOCSIN_ENGINE_CA", none.toString());
        assertThatThrownBy(() -> ask()).isInstanceOf(TlsRefused.class).hasMessageContaining(none + " is not there");

        environment.put("TOCSIN_ENGINE_CLIENT_CERT", none.toString());
        assertThatThrownBy(() -> ask())
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining("TOCSIN_ENGINE_CLIENT_CERT and TOCSIN_ENGINE_CLIENT_KEY: TLS needs both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8480", "https:8480", "ftp://127.0.0.1", "http://a b"})
    void whatIsNoAddressIsSaidToBeNone(String said) {
        Terminal terminal = new Terminal(new PrintStream(new ByteArrayOutputStream()), false, false, false);
        Desk desk = new Desk(terminal, Map.of("TOCSIN_ENGINE_URL", said), folder, folder, InstantSource.system());

        assertThatThrownBy(() -> desk.engine(null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(said)
                .hasMessageContaining("write it as http://127.0.0.1:8480");
    }

    private void show(Pair pair) {
        environment.put("TOCSIN_ENGINE_CLIENT_CERT", pair.certificate().toString());
        environment.put("TOCSIN_ENGINE_CLIENT_KEY", pair.key().toString());
    }

    private JsonObject ask() throws IOException {
        return ask(running == null ? 1 : running.getAddress().getPort());
    }

    private URI address() {
        return URI.create("https://127.0.0.1:"
                + (running == null ? 1 : running.getAddress().getPort()));
    }

    private JsonObject ask(int port) throws IOException {
        return Service.named(ServiceName.ENGINE, URI.create("https://127.0.0.1:" + port), environment, Instant.now())
                .get("rules");
    }

    private void start(Pair server, @Nullable TestAuthority clientCa, String protocol) throws Exception {
        HttpsServer opened = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 5);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(authority.keyStore(server)), PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store((clientCa == null ? authority : clientCa).trustStore()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        opened.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ours = context.getDefaultSSLParameters();
                ours.setProtocols(new String[] {protocol});
                ours.setNeedClientAuth(clientCa != null);
                parameters.setSSLParameters(ours);
            }
        });
        opened.createContext("/", exchange -> {
            byte[] answer = "{\"said\": \"hello\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        opened.start();
        running = opened;
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}

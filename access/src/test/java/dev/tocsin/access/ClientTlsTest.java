package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of the JDK. */
class ClientTlsTest {
    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestAuthority strangers;
    private Pair server;
    private @Nullable HttpsServer running;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        strangers = TestAuthority.in(folder, "strangers");
        server = authority.issue("server");
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop(0);
        }
    }

    @Test
    void trustsWhatTheAuthoritiesHaveSignedForTheNameThatIsAsked() throws Exception {
        start(files(server));

        assertThat(status("localhost", ClientTls.trusting(authority.file(), null, now)))
                .isEqualTo(200);
        assertThatThrownBy(() -> status("localhost", ClientTls.trusting(strangers.file(), null, now)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> status("localhost", ClientTls.trusting(null, null, now)))
                .as("authorities of this Java")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNameThatIsNotInTheCertificateIsRefused() throws Exception {
        Pair elsewhere = authority.issueFor("search.example.com");
        start(files(elsewhere));

        assertThatThrownBy(() -> status("localhost", ClientTls.trusting(authority.file(), null, now)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost");
        assertThat(status("localhost", ClientTls.recognising(elsewhere.certificate(), null, now)))
                .as("the certificate itself is known")
                .isEqualTo(200);
    }

    @Test
    void recognisesOneCertificateAndNoOtherOfItsAuthority() throws Exception {
        start(files(server));

        assertThat(status("127.0.0.1", ClientTls.recognising(server.certificate(), null, now)))
                .isEqualTo(200);
        assertThatThrownBy(() -> status(
                        "127.0.0.1",
                        ClientTls.recognising(authority.issue("other").certificate(), null, now)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it shows another certificate than the one of its file: that of CN=server");
    }

    @Test
    void showsItsOwnCertificateToWhoDemandsOne() throws Exception {
        TestAuthority clients = TestAuthority.in(folder, "clients");
        start(new TlsFiles(server.certificate(), server.key(), clients.file()));
        Pair known = clients.issue("known");
        Pair unknown = strangers.issue("unknown");

        assertThat(status("localhost", ClientTls.trusting(authority.file(), files(known), now)))
                .isEqualTo(200);
        assertThat(status("localhost", ClientTls.recognising(server.certificate(), files(known), now)))
                .isEqualTo(200);
        assertThatThrownBy(() -> status("localhost", ClientTls.trusting(authority.file(), files(unknown), now)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> status("localhost", ClientTls.trusting(authority.file(), null, now)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing.crt"), "hello");
        Pair late = strangers.issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));

        assertThatThrownBy(() -> ClientTls.trusting(nothing, null, now))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining(nothing + " is not PEM");
        assertThatThrownBy(() -> ClientTls.trusting(late.certificate(), null, now))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining(late.certificate() + ": the certificate of CN=late expired");
        assertThatThrownBy(() ->
                        ClientTls.trusting(authority.file(), new TlsFiles(server.certificate(), late.key(), null), now))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining(late.key() + " does not belong to the certificate");
    }

    private static TlsFiles files(Pair pair) {
        return new TlsFiles(pair.certificate(), pair.key(), null);
    }

    private void start(TlsFiles files) throws IOException {
        HttpsServer opened = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 5);
        SSLContext context = TlsMaterial.of(TlsMaterial.Look.at(files)).context();
        opened.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ours = context.getDefaultSSLParameters();
                ours.setNeedClientAuth(files.clientCa() != null);
                parameters.setSSLParameters(ours);
            }
        });
        opened.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        opened.start();
        running = opened;
    }

    private int status(String host, SSLContext context) throws IOException, InterruptedException {
        int port = running == null ? 0 : running.getAddress().getPort();
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/"))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}

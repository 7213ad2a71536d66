package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.access.testing.TestAuthority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {
    private final Instant now = Instant.now();
    private Instant looks = now;

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestAuthority.Pair server;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        server = authority.issue("server");
    }

    @Test
    void aClientThatTrustsTheAuthorityGetsIn() throws Exception {
        ServerTls tls = ServerTls.open(files(null));

        assertThat(handshake(tls, authority.clientContext(null))).isEqualTo(server.x509());
        assertThat(tls.demandsClientCertificate()).isFalse();
        assertThat(tls.expires()).isEqualTo(server.x509().getNotAfter().toInstant());
        assertThat(tls.newEngine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    }

    @Test
    void aCertificateThatEndsSoonIsToldOnceADay() {
        TestAuthority.Pair brief = authority.issue("short", now.minusSeconds(60), now.plus(Duration.ofDays(15)));
        ServerTls tls = ServerTls.open(new TlsFiles(brief.certificate(), brief.key(), null));
        Instant later = now.plus(Duration.ofDays(2));

        assertThat(tls.readAgain(now)).isEqualTo(new Reload.Unchanged());
        assertThat(tls.readAgain(later))
                .isInstanceOfSatisfying(
                        Reload.EndsSoon.class,
                        soon -> assertThat(soon.reminder()).contains("short.crt", "is valid until"));
        assertThat(tls.readAgain(later.plusSeconds(2))).isEqualTo(new Reload.Unchanged());
        assertThat(tls.readAgain(later.plus(Duration.ofDays(1)))).isInstanceOf(Reload.EndsSoon.class);
    }

    @Test
    void withAClientCaOnlyItsCertificatesGetIn() throws Exception {
        TestAuthority clients = TestAuthority.in(folder, "clients");
        TestAuthority strangers = TestAuthority.in(folder, "strangers");
        ServerTls tls = ServerTls.open(files(clients.file()));

        // The client trusts the server's authority, and shows a certificate of one authority or of the other.
        assertThat(handshake(tls, trusting(clients.issue("good")))).isEqualTo(server.x509());
        assertThatThrownBy(() -> handshake(tls, trusting(null))).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> handshake(tls, trusting(strangers.issue("bad"))))
                .isInstanceOf(SSLException.class);
        Instant yesterday = now.minus(Duration.ofDays(1));
        assertThatThrownBy(() ->
                        handshake(tls, trusting(clients.issue("late", yesterday.minus(Duration.ofDays(9)), yesterday))))
                .isInstanceOf(SSLException.class);
    }

    private SSLContext trusting(TestAuthority.@Nullable Pair client) {
        return authority.clientContext(client);
    }

    @Test
    void aNewCertificateIsTakenAndABrokenPairIsNot() throws Exception {
        ServerTls tls = ServerTls.open(files(null));
        assertThat(look(tls)).isInstanceOf(Reload.Unchanged.class);
        TestAuthority.Pair next = authority.issue("next");

        Files.copy(next.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(look(tls))
                .isInstanceOfSatisfying(
                        Reload.Refused.class,
                        refused -> assertThat(refused.reason()).contains("server.key does not belong"));
        assertThat(look(tls)).as("told once").isInstanceOf(Reload.Unchanged.class);
        assertThat(handshake(tls, authority.clientContext(null))).isEqualTo(server.x509());

        Files.copy(next.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(look(tls))
                .isInstanceOfSatisfying(
                        Reload.Taken.class, taken -> assertThat(taken.what()).contains("CN=next"));
        assertThat(handshake(tls, authority.clientContext(null))).isEqualTo(next.x509());
    }

    /** Of two authorities in a file that is being written only the first may be there: only its clients would get in. */
    @Test
    void aFileThatIsHalfWrittenShutsNobodyOut() throws Exception {
        String first = Files.readString(TestAuthority.in(folder, "clients").file());
        TestAuthority partners = TestAuthority.in(folder, "partners");
        TestAuthority.Pair partner = partners.issue("partner");
        Path file = Files.writeString(folder.resolve("both.crt"), first + Files.readString(partners.file()));
        ServerTls tls = ServerTls.open(files(file));

        Files.writeString(file, first);
        assertThat(tls.readAgain(next())).isInstanceOf(Reload.Unchanged.class);
        assertThat(handshake(tls, trusting(partner))).isEqualTo(server.x509());
        Files.writeString(file, first + "-----BEGIN");
        assertThat(tls.readAgain(next())).isInstanceOf(Reload.Unchanged.class);
        assertThat(handshake(tls, trusting(partner))).isEqualTo(server.x509());

        Files.writeString(file, first);
        assertThat(look(tls)).isInstanceOf(Reload.Taken.class);
        assertThatThrownBy(() -> handshake(tls, trusting(partner))).isInstanceOf(SSLException.class);
    }

    @Test
    void whatIsTakenBackIsToldToo() throws Exception {
        ServerTls tls = ServerTls.open(files(null));
        String good = Files.readString(server.certificate());

        Files.delete(server.certificate());
        assertThat(look(tls)).isInstanceOf(Reload.Refused.class);
        Files.writeString(server.certificate(), good);

        assertThat(look(tls)).isEqualTo(new Reload.Taken("the same certificate as before"));
        assertThat(look(tls)).isInstanceOf(Reload.Unchanged.class);
    }

    @Test
    void theEndOfACertificateInUseIsToldWhenItComesAndOnceADay() {
        ServerTls tls = ServerTls.open(files(null));
        Instant end = server.x509().getNotAfter().toInstant();

        assertThat(tls.readAgain(end.minusSeconds(60))).isInstanceOf(Reload.EndsSoon.class);
        assertThat(tls.readAgain(end.minusSeconds(58))).isInstanceOf(Reload.Unchanged.class);
        assertThat(tls.outOfTime(end.minusSeconds(58))).isEmpty();
        assertThat(tls.readAgain(end.plusSeconds(2)))
                .isInstanceOfSatisfying(
                        Reload.OutOfTime.class,
                        over -> assertThat(over.reminder())
                                .contains(
                                        "server.crt: the certificate of CN=server expired at " + end,
                                        "put a new one in its place"));
        assertThat(tls.readAgain(end.plusSeconds(4))).isInstanceOf(Reload.Unchanged.class);
        assertThat(tls.readAgain(end.plus(Duration.ofDays(2)))).isInstanceOf(Reload.OutOfTime.class);
        assertThat(tls.outOfTime(end.plusSeconds(4))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----",
                "-----BEGIN s3cret",
                "s3cret\ns3cret"
            })
    void aKeyInPlaceOfItsPathIsNotShown(String key) {
        assertThatThrownBy(() -> TlsFiles.of("tocsin.ingest.http.tls", "server.crt", key, ""))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining("tocsin.ingest.http.tls: the key is no path")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> ClientTls.trusting(Path.of(key), null, now))
                .isInstanceOf(TlsRefused.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void whatIsWrongIsNamedWithItsFile() throws Exception {
        byte[] key = server.keys().getPrivate().getEncoded();
        KeyPairGenerator another = KeyPairGenerator.getInstance("RSA");
        another.initialize(1_024);
        refused("", "server.crt is not PEM", server.certificate());
        refused("hello", "server.crt is not PEM", server.certificate());
        refused("-----BEGIN CERTIFICATE-----\nAAAA", "server.crt is not PEM", server.certificate());
        refused(
                TestAuthority.pem("PRIVATE KEY", key),
                "server.crt holds no certificate: it has PRIVATE KEY",
                server.certificate());
        refused(TestAuthority.pem("CERTIFICATE", new byte[] {1, 2}), "cannot be understood", server.certificate());
        refused("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----", "damaged", server.certificate());
        refused("x".repeat((1 << 20) + 1), "larger than 1 MB", server.certificate());
        refused(
                Files.readString(server.certificate()),
                "server.key holds no private key: it has CERTIFICATE",
                server.key());
        refused(
                TestAuthority.pem("PRIVATE KEY", new byte[] {1}),
                "server.key has a key that cannot be understood",
                server.key());
        refused(TestAuthority.pem("ENCRYPTED PRIVATE KEY", key), "server.key is encrypted", server.key());
        refused(TestAuthority.pem("EC PRIVATE KEY", key), "openssl pkcs8 -topk8", server.key());
        refused(
                TestAuthority.pem(
                        "PRIVATE KEY", another.generateKeyPair().getPrivate().getEncoded()),
                "server.key does not belong to the certificate",
                server.key());
        Files.delete(server.key());
        Files.delete(server.certificate());
        assertThatThrownBy(() -> ServerTls.open(files(null)))
                .hasMessageContaining("server.crt is not there")
                .hasMessageContaining("server.key is not there");
    }

    @Test
    void aCertificateThatIsNotValidNowIsShownAllTheSame() throws Exception {
        Instant early = now.minus(Duration.ofDays(9));
        TestAuthority.Pair expired = authority.issue("expired", early, now.minusSeconds(60));
        TestAuthority.Pair future = authority.issue("future", now.plusSeconds(600), now.plusSeconds(900));
        ServerTls over = ServerTls.open(new TlsFiles(expired.certificate(), expired.key(), null));
        ServerTls notYet = ServerTls.open(new TlsFiles(future.certificate(), future.key(), null));

        assertThat(over.readAgain(now))
                .isInstanceOfSatisfying(
                        Reload.OutOfTime.class,
                        told -> assertThat(told.reminder())
                                .contains("expired.crt: the certificate of CN=expired expired at"));
        assertThat(notYet.readAgain(now))
                .isInstanceOfSatisfying(
                        Reload.OutOfTime.class,
                        told -> assertThat(told.reminder()).contains("is valid only from", "is the clock right?"));
        assertThat(notYet.readAgain(now.plusSeconds(700))).isInstanceOf(Reload.EndsSoon.class);
        SSLContext careless = ClientTls.recognising(expired.certificate(), null, now);
        assertThat(handshake(over, careless)).isEqualTo(expired.x509());
        assertThatThrownBy(() -> handshake(over, authority.clientContext(null))).isInstanceOf(SSLException.class);
    }

    @Test
    void aNewCertificateThatIsNotValidIsTakenOnlyWhereTheOldOneIsNotEither() throws Exception {
        Instant soon = now.plus(Duration.ofDays(1));
        TestAuthority.Pair future = authority.issue("future", soon, soon.plus(Duration.ofDays(90)));
        ServerTls tls = ServerTls.open(files(null));

        Files.copy(future.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(future.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(look(tls))
                .isInstanceOfSatisfying(
                        Reload.Refused.class,
                        refused -> assertThat(refused.reason()).contains("is valid only from"));
        assertThat(handshake(tls, authority.clientContext(null))).isEqualTo(server.x509());
        assertThat(tls.readAgain(soon.plusSeconds(2))).isInstanceOf(Reload.Taken.class);
        assertThat(tls.expires()).isEqualTo(future.x509().getNotAfter().toInstant());

        // Of two that are over the file's counts, as after a restart.
        Instant later = future.x509().getNotAfter().toInstant().plusSeconds(1);
        TestAuthority.Pair older = authority.issue("older", now.minus(Duration.ofDays(9)), now.minusSeconds(60));
        Files.copy(older.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(older.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(tls.readAgain(later)).isInstanceOf(Reload.OutOfTime.class);
        assertThat(tls.readAgain(later.plusSeconds(2))).isInstanceOf(Reload.Taken.class);
        assertThat(tls.readAgain(later.plusSeconds(4)))
                .isInstanceOfSatisfying(
                        Reload.OutOfTime.class,
                        told -> assertThat(told.reminder()).contains("CN=older"));
    }

    /** Java asks of an authority that it trusts only its key; so this has to be told, and is not refused. */
    @Test
    void aClientAuthorityThatHasExpiredIsToldAndStillLetsIn() throws Exception {
        TestAuthority clients =
                TestAuthority.in(folder, "clients", now.minus(Duration.ofDays(9)), now.minusSeconds(60));
        ServerTls tls = ServerTls.open(files(clients.file()));

        assertThat(handshake(tls, trusting(clients.issue("shop")))).isEqualTo(server.x509());
        assertThat(tls.outOfTime(now))
                .hasValueSatisfying(told -> assertThat(told)
                        .contains("clients.crt: the certificate of CN=clients expired at", "gets in all the same"));
        assertThat(tls.readAgain(now)).isInstanceOf(Reload.OutOfTime.class);
        assertThat(tls.expires()).isEqualTo(server.x509().getNotAfter().toInstant());
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        assertThatThrownBy(() -> ServerTls.open(files(folder.resolve("none"))))
                .hasMessageContaining("none is not there");
    }

    @Test
    void oneOfTwoFilesIsNone() {
        assertThat(TlsFiles.of("http.tls", "", " ", "")).isEmpty();
        assertThat(TlsFiles.of("http.tls", "a", "b", "")).contains(new TlsFiles(Path.of("a"), Path.of("b"), null));
        assertThatThrownBy(() -> TlsFiles.of("http.tls", "a", "", ""))
                .hasMessageContaining("http.tls")
                .hasMessageContaining("the key is not set");
        assertThatThrownBy(() -> TlsFiles.of("http.tls", "", "", "ca"))
                .hasMessageContaining("the certificate is not set");
    }

    /** What comes of a change that is at rest. */
    private Reload look(ServerTls tls) {
        Reload first = tls.readAgain(next());
        Reload second = tls.readAgain(next());
        return first instanceof Reload.Unchanged ? second : first;
    }

    private Instant next() {
        looks = looks.plusSeconds(2);
        return looks;
    }

    private void refused(String text, String reason, Path file) throws IOException {
        String good = Files.readString(file);
        Files.writeString(file, text);
        assertThatThrownBy(() -> ServerTls.open(files(null)))
                .isInstanceOf(TlsRefused.class)
                .hasMessageContaining(reason);
        Files.writeString(file, good);
    }

    private TlsFiles files(@Nullable Path clientCa) {
        return new TlsFiles(server.certificate(), server.key(), clientCa);
    }

    /** Both ends in this thread; the certificate that the server showed. */
    private static X509Certificate handshake(ServerTls tls, SSLContext context) throws SSLException {
        SSLEngine serverEnd = tls.newEngine();
        SSLEngine clientEnd = context.createSSLEngine("localhost", 1);
        clientEnd.setUseClientMode(true);
        ByteBuffer toServer = ByteBuffer.allocate(64 * 1_024);
        ByteBuffer toClient = ByteBuffer.allocate(64 * 1_024);
        ByteBuffer sink = ByteBuffer.allocate(64 * 1_024);
        for (int round = 0; round < 100; round++) {
            step(clientEnd, toClient, toServer, sink);
            step(serverEnd, toServer, toClient, sink);
            boolean isQuiet = toServer.position() == 0 && toClient.position() == 0;
            if (isQuiet && isDone(clientEnd) && isDone(serverEnd)) {
                return (X509Certificate)
                        Objects.requireNonNull(clientEnd.getSession().getPeerCertificates())[0];
            }
        }
        throw new SSLException("the two came to no end");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer sink) throws SSLException {
        in.flip();
        boolean moves = true;
        while (moves) {
            Runnable task = engine.getDelegatedTask();
            if (task != null) {
                task.run();
                continue;
            }
            SSLEngineResult result;
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    || (in.remaining() == 0
                            && !isDone(engine)
                            && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP)) {
                result = engine.wrap(ByteBuffer.allocate(0), out);
            } else {
                result = engine.unwrap(in, sink);
            }
            moves = result.bytesConsumed() + result.bytesProduced() > 0
                    || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        }
        in.compact();
    }
}

package dev.tocsin.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Elasticsearch with users and TLS. */
class SecuredElasticsearchIT {
    private static final String PASSWORD = "correct-horse-" + new SecureRandom().nextInt(1_000_000);

    @TempDir
    static Path folder;

    private static EmbeddedElasticsearch server;
    private static Path caFile;

    @BeforeAll
    static void start() throws Exception {
        caFile = makeCertificate(Files.createDirectories(folder.resolve("es/config")));
        server = SecuredElasticsearch.start(
                folder.resolve("es"),
                List.of("looker:\n  cluster: [monitor]", "nothing:\n  run_as: []"),
                List.of(
                        "shipper:" + SecuredElasticsearch.hash(PASSWORD),
                        "nobody:" + SecuredElasticsearch.hash(PASSWORD)),
                List.of("looker:shipper", "nothing:nobody"),
                Map.of(
                        "xpack.security.http.ssl.enabled", "true",
                        "xpack.security.http.ssl.key", "http.key",
                        "xpack.security.http.ssl.certificate", "http.crt"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void letsInWhoHasThePasswordAndTrustsTheAuthority() throws IOException {
        try (ElasticLink link = ElasticLink.open(as("shipper", PASSWORD, caFile))) {
            assertThat(link.probe().version()).startsWith("9.");
        }
    }

    @Test
    void saysWhatToCheckWhenThePasswordIsWrong() {
        try (ElasticLink link = ElasticLink.open(as("shipper", "wrong-secret", caFile))) {
            assertThatThrownBy(link::probe)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("ELASTICSEARCH_PASSWORD")
                    .hasMessageNotContaining("wrong-secret");
        }
    }

    @Test
    void saysWhichPrivilegeIsMissing() {
        try (ElasticLink link = ElasticLink.open(as("nobody", PASSWORD, caFile))) {
            assertThatThrownBy(link::probe)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("403")
                    .hasMessageContaining("monitor");
        }
    }

    @Test
    void doesNotTalkToAServerThatItCannotTrust() {
        try (ElasticLink link = ElasticLink.open(as("shipper", PASSWORD, null))) {
            assertThatThrownBy(link::probe).isInstanceOf(IOException.class).hasMessageContaining("PKIX");
        }
    }

    private static ElasticSettings as(String user, String password, @org.jspecify.annotations.Nullable Path ca) {
        URI url = server.url();
        return new ElasticSettings(List.of(url), user, password, null, ca);
    }

    /** A key for 127.0.0.1 in PEM, and its certificate, which is its own authority. */
    private static Path makeCertificate(Path config) throws Exception {
        Path store = config.resolve("http.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "http",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Key key = keys.getKey("http", "changeit".toCharArray());
        Files.writeString(config.resolve("http.key"), pem("PRIVATE KEY", key.getEncoded()));
        Path certificate = config.resolve("http.crt");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("http").getEncoded()));
        return certificate;
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }
}

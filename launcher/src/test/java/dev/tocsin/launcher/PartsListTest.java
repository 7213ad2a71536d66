package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.port.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsListTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsEmptyIsTakenFromTheServicesUnlessTheHouseSetsIt() throws IOException {
        PartsList list = list(Map.of("TOCSIN_ENGINE_TLS_CERT", "", "TOCSIN_DATA", "", "HOME", "/home/anna"));

        assertThat(list.variables())
                .containsEntry("TOCSIN_ENGINE_TLS_CERT", "")
                .containsEntry("TOCSIN_DATA", folder.toString())
                .doesNotContainKey("HOME");
        assertThat(list.url(Door.ENGINE)).startsWith("http://127.0.0.1:");
        assertThat(list.doors())
                .doesNotContain(Door.TCP_TLS, Door.SYSLOG, Door.SYSLOG_TLS, Door.OTLP_GRPC, Door.OTLP_HTTP);
    }

    @Test
    void doorsWithACertificateAreAskedOverTls() throws IOException {
        Pair pair = TestAuthority.in(folder, "ca").issue("server");
        PartsList list = list(Map.of(
                "TOCSIN_ENGINE_TLS_CERT", pair.certificate().toString(),
                "TOCSIN_ENGINE_TLS_KEY", pair.key().toString(),
                "TOCSIN_TCP_TLS_CERT", pair.certificate().toString(),
                "TOCSIN_TCP_TLS_KEY", pair.key().toString(),
                "TOCSIN_SYSLOG", "true",
                "TOCSIN_SYSLOG_TLS_CERT", pair.certificate().toString(),
                "TOCSIN_SYSLOG_TLS_KEY", pair.key().toString()));

        assertThat(list.url(Door.ENGINE)).startsWith("https://127.0.0.1:");
        assertThat(list.certificate(Door.ENGINE)).isEqualTo(pair.certificate().toString());
        assertThat(list.url(Door.ENGINE_MANAGEMENT)).startsWith("http://127.0.0.1:");
        assertThat(list.url(Door.HTTP)).startsWith("http://127.0.0.1:");
        assertThat(list.doors()).contains(Door.TCP_TLS, Door.SYSLOG, Door.SYSLOG_TLS);
    }

    @Test
    void doorsThatAreAskedForAreLookedAt() throws IOException {
        assertThat(list(Map.of("TOCSIN_OTLP_GRPC", "true", "TOCSIN_OTLP_HTTP", "false"))
                        .doors())
                .contains(Door.OTLP_GRPC, Door.TCP)
                .doesNotContain(Door.OTLP_HTTP);
        assertThat(list(Map.of("TOCSIN_TCP", "")).doors()).contains(Door.TCP);
        assertThat(list(Map.of("TOCSIN_TCP", "false")).doors()).doesNotContain(Door.TCP);
    }

    private PartsList list(Map<String, String> environment) throws IOException {
        HouseOptions options = new HouseOptions(folder, folder, Ports.free(), environment, Map.of(), false);
        return new PartsList(options, new Installation(folder), line -> {});
    }
}

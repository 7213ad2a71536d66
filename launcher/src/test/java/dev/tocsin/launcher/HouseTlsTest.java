package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.access.testing.TestAuthority.Pair;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.terminal.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseTlsTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private TestAuthority authority;
    private Pair pair;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        pair = authority.issue("server");
    }

    private HouseTls tls() {
        return HouseTls.from(environment);
    }

    private void with(String name) {
        environment.put(name + "_CERT", pair.certificate().toString());
        environment.put(name + "_KEY", pair.key().toString());
    }

    @Test
    void withoutVariablesNoDoorSpeaksTls() {
        environment.put("TOCSIN_ENGINE_TLS_CERT", "");
        environment.put("TOCSIN_ENGINE_MANAGEMENT_TLS", "false");

        HouseTls tls = tls();

        for (Door door : Door.values()) {
            assertThat(tls.certificate(door)).as(door.name()).isEmpty();
        }
    }

    @Test
    void aManagementPortHasTheCertificateOfItsServiceIfItIsToldTo() {
        with("TOCSIN_ENGINE_TLS");
        with("TOCSIN_HTTP_TLS");
        environment.put("TOCSIN_ENGINE_MANAGEMENT_TLS", "true");

        HouseTls tls = tls();

        assertThat(tls.certificate(Door.ENGINE)).contains(pair.certificate());
        assertThat(tls.certificate(Door.ENGINE_MANAGEMENT)).contains(pair.certificate());
        assertThat(tls.certificate(Door.HTTP)).contains(pair.certificate());
        assertThat(tls.certificate(Door.INGEST_MANAGEMENT)).isEmpty();
        assertThat(tls.certificate(Door.TCP_TLS)).isEmpty();
    }

    @Test
    void anExpiredCertificateIsNoReasonNotToStart() {
        Instant now = Instant.now();
        pair = authority.issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        with("TOCSIN_ENGINE_TLS");

        assertThat(tls().certificate(Door.ENGINE)).contains(pair.certificate());
    }

    @Test
    void allThatIsWrongIsSaidBeforeAnythingIsStarted() {
        environment.put("TOCSIN_ENGINE_TLS_CERT", pair.certificate().toString());
        environment.put("TOCSIN_TCP_TLS_CERT", folder.resolve("none.crt").toString());
        environment.put("TOCSIN_TCP_TLS_KEY", pair.key().toString());
        with("TOCSIN_HTTP_TLS");
        environment.put("TOCSIN_HTTP_TLS_CLIENT_CA", authority.file().toString());
        environment.put("TOCSIN_INGEST_MANAGEMENT_TLS", "true");

        assertThatThrownBy(this::tls)
                .isInstanceOf(Problem.class)
                .hasMessageContaining(
                        "TOCSIN_ENGINE_TLS_CERT, _KEY, _CLIENT_CA: TLS needs both a certificate and a key")
                .hasMessageContaining(
                        "TOCSIN_TCP_TLS_CERT, _KEY, _CLIENT_CA: " + folder.resolve("none.crt") + " is not there")
                .hasMessageContaining("TOCSIN_INGEST_MANAGEMENT_TLS with TOCSIN_HTTP_TLS_CLIENT_CA");
    }
}

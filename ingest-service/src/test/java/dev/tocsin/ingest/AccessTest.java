package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    @TempDir
    private Path folder;

    @Test
    void theFirstCertificateToEndCounts() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ServerTls soon = tls("soon", now, Duration.ofDays(3));
        ServerTls later = tls("later", now, Duration.ofDays(9));

        assertThat(new Access(TokenBook.of(), later, soon, null).secondsLeft(now))
                .isEqualTo(3 * 86_400);
        assertThat(new Access(TokenBook.of(), later, null, null).secondsLeft(now))
                .isEqualTo(9 * 86_400);
        assertThat(new Access(TokenBook.of(), null, null, null).secondsLeft(now))
                .isNaN();
    }

    @Test
    void healthTellsOfTheCertificateOfEachDoor() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ServerTls http = tls("http", now, Duration.ofDays(1));
        ServerTls tcp = tls("tcp", now, Duration.ofDays(2));
        ServerTls syslog = tls("syslog", now, Duration.ofDays(3));

        assertThat(new CertificatesHealth(new Access(TokenBook.of(), http, tcp, syslog), InstantSource.fixed(now))
                        .health()
                        .getDetails())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "http", "valid until " + http.expires(),
                        "tcp-tls", "valid until " + tcp.expires(),
                        "syslog-tls", "valid until " + syslog.expires()));
    }

    private ServerTls tls(String name, Instant now, Duration left) {
        TestAuthority.Pair pair =
                TestAuthority.in(folder, "ca-" + name).issue(name, now.minus(Duration.ofDays(1)), now.plus(left));
        return ServerTls.open(new TlsFiles(pair.certificate(), pair.key(), null));
    }
}

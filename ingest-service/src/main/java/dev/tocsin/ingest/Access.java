package dev.tocsin.ingest;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What guards the doors, in force now.
 *
 * @param tokens of {@code tokens.yml} and the environment
 * @param http TLS of the HTTP door, and of the management port if that has it; null for plain text
 * @param tcp TLS of JSON lines over TCP; null where there is no such door
 * @param syslog the same of syslog
 */
record Access(
        TokenBook tokens,
        @Nullable ServerTls http,
        @Nullable ServerTls tcp,
        @Nullable ServerTls syslog) {
    /**
     * Reads all files.
     *
     * @throws dev.tocsin.access.TokensRefused with what is wrong in {@code tokens.yml}
     * @throws dev.tocsin.access.TlsRefused with what is wrong with a certificate or a key
     */
    static Access open(Path config, IngestSettings settings) {
        return new Access(
                TokenBook.open(config.resolve("tokens.yml"), TokenBook.single("TOCSIN_TOKEN", settings.token())),
                open(settings.http().tls().files("tocsin.ingest.http.tls")),
                open(settings.tcpTls().files()),
                open(settings.syslogTls().files()));
    }

    /** Until the first certificate of a door ends, below zero once it has; not a number without TLS. */
    double secondsLeft(Instant now) {
        return Stream.of(Optional.ofNullable(http), Optional.ofNullable(tcp), Optional.ofNullable(syslog))
                .flatMap(Optional::stream)
                .mapToDouble(tls -> Duration.between(now, tls.expires()).toSeconds())
                .min()
                .orElse(Double.NaN);
    }

    private static @Nullable ServerTls open(Optional<TlsFiles> files) {
        return files.map(ServerTls::open).orElse(null);
    }
}

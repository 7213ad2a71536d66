package dev.tocsin.alert;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.access.TokenBook;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine's certificate, if it has one, and the watch of it and of the tokens. */
@Configuration(proxyBeanMethods = false)
class TlsWiring {
    /** @param tls empty: the ports speak plain text */
    record EngineTls(Optional<ServerTls> tls) {
        /** Until the certificate ends; not a number without one. */
        double secondsLeft(Instant now) {
            return tls.map(present ->
                            (double) Duration.between(now, present.expires()).toSeconds())
                    .orElse(Double.NaN);
        }
    }

    @Bean
    EngineTls engineTls(EngineSettings settings) {
        EngineSettings.Tls files = settings.tls();
        try {
            return new EngineTls(TlsFiles.of("tocsin.engine.tls", files.certificate(), files.key(), files.clientCa())
                    .map(ServerTls::open));
        } catch (TlsRefused e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    @Bean
    DoorTls doorTls(EngineTls engine) {
        return new DoorTls(engine.tls().orElse(null));
    }

    @Bean
    FileWatch accessWatch(TokenBook tokens, EngineTls engine, DoorTls ports) {
        return AccessWatch.start(tokens, engine.tls(), ports::changed, InstantSource.system());
    }

    @Bean
    CertificatesHealth certificatesHealthIndicator(EngineTls engine) {
        return new CertificatesHealth(engine.tls(), InstantSource.system());
    }

    @Bean
    MeterBinder certificateMeters(EngineTls engine) {
        return registry -> Gauge.builder(
                        "tocsin.tls.expires.seconds",
                        engine,
                        tls -> tls.secondsLeft(InstantSource.system().instant()))
                .description("Until the certificate ends, below zero once it has; not a number without TLS")
                .register(registry);
    }
}

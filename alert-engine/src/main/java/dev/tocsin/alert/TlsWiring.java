package dev.tocsin.alert;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.access.TokenBook;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine's certificate, if it has one, and the watch of it and of the tokens. */
@Configuration(proxyBeanMethods = false)
class TlsWiring {
    /** @param tls empty: the ports speak plain text */
    record EngineTls(Optional<ServerTls> tls) {}

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
}

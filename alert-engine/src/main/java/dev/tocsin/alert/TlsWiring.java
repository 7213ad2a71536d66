package dev.tocsin.alert;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TlsRefused;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine's certificate, if it has one. */
@Configuration(proxyBeanMethods = false)
class TlsWiring {
    /** @param tls empty: the ports speak plain text */
    record EngineTls(Optional<ServerTls> tls) {}

    @Bean
    EngineTls engineTls(EngineSettings settings) {
        InstantSource clock = InstantSource.system();
        EngineSettings.Tls files = settings.tls();
        try {
            return new EngineTls(TlsFiles.of("tocsin.engine.tls", files.certificate(), files.key(), files.clientCa())
                    .map(present -> ServerTls.open(present, clock.instant())));
        } catch (TlsRefused e) {
            throw new RefusedToStart(String.valueOf(e.getMessage()));
        }
    }

    @Bean
    DoorTls doorTls(EngineTls engine) {
        return new DoorTls(engine.tls().orElse(null));
    }

    @Bean
    AutoCloseable tlsWatch(EngineTls engine, DoorTls ports) {
        return engine.tls()
                .<AutoCloseable>map(tls -> TlsWatch.start(tls, ports::changed, InstantSource.system()))
                .orElse(() -> {});
    }
}

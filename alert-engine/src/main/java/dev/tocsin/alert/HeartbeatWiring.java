package dev.tocsin.alert;

import dev.tocsin.alert.AlertEngine.EngineName;
import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.heartbeat.HeartbeatParts.Standing;
import dev.tocsin.alert.heartbeat.Stage;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.store.PostgresHeartbeat;
import dev.tocsin.elastic.ElasticLink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The heartbeat, and how it is seen. */
@Configuration(proxyBeanMethods = false)
class HeartbeatWiring {
    private static final Duration CALL = Duration.ofSeconds(8);

    @Bean(destroyMethod = "")
    HeartbeatParts heartbeatParts(
            EngineSettings settings, JdbcClient jdbc, EngineName name, ElasticLink link, OutgoingRule outgoing) {
        EngineSettings.Heartbeat heartbeat = settings.heartbeat();
        if (heartbeat.ingest().isBlank()) {
            return HeartbeatParts.none();
        }
        return HeartbeatParts.of(
                heartbeat.every(),
                settings.delay(),
                ingest(heartbeat.ingest()),
                Optional.ofNullable(heartbeat.token()).filter(token -> !token.isBlank()),
                outside(heartbeat.url(), outgoing),
                new PostgresHeartbeat(jdbc, name.value()),
                link);
    }

    static URI ingest(String address) {
        if (!address.strip().matches("https?://[^/\\s?#]+(/[^\\s?#]*)?")) {
            throw new RefusedToStart(
                    "tocsin.engine.heartbeat.ingest (TOCSIN_HEARTBEAT_INGEST) is no address of an ingest"
                            + " service, such as http://127.0.0.1:8481");
        }
        return URI.create(address.strip());
    }

    static Optional<OutgoingCall> outside(String url, OutgoingRule outgoing) {
        if (url.isBlank()) {
            return Optional.empty();
        }
        OutgoingUrl.troubleWith(url, OutgoingUrl.Plain.OWN_NETWORKS).ifPresent(trouble -> {
            throw new RefusedToStart("tocsin.engine.heartbeat.url (TOCSIN_HEARTBEAT_URL) " + trouble);
        });
        return Optional.of(new OutgoingCall(
                OutgoingUrl.of(url, OutgoingUrl.Plain.OWN_NETWORKS),
                new OutgoingCall.Terms(outgoing, CALL, InstantSource.system())));
    }

    /** Tells, and does not make the engine unready: another one would stall as well. */
    @Bean
    HealthIndicator heartbeatHealthIndicator(HeartbeatParts parts) {
        return () -> {
            Standing standing = parts.standing();
            Health.Builder health = Health.up().withDetail("on", standing.on());
            if (standing.proven()) {
                health.withDetail("provenSecondsAgo", standing.ageSeconds())
                        .withDetail("tookSeconds", standing.tookSeconds());
            }
            if (standing.stalled() != null) {
                health.withDetail("stalled", standing.stalled()).withDetail("reason", standing.reason());
            }
            return health.build();
        };
    }

    @Bean
    MeterBinder heartbeatMeters(HeartbeatParts parts) {
        return registry -> {
            Gauge.builder(
                            "tocsin.heartbeat.end.to.end.seconds",
                            parts,
                            one -> one.standing().tookSeconds())
                    .description(
                            "From sending the last synthetic event that came through until it did; not a number before")
                    .register(registry);
            Gauge.builder(
                            "tocsin.heartbeat.success.age.seconds",
                            parts,
                            one -> one.standing().ageSeconds())
                    .description("How long ago a synthetic event came through; not a number before")
                    .register(registry);
            for (Stage stage : Stage.values()) {
                Gauge.builder(
                                "tocsin.heartbeat.stalled",
                                parts,
                                one -> one.standing().stalled() == stage ? 1 : 0)
                        .description("1 at the stage that synthetic events do not reach in time")
                        .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        };
    }
}

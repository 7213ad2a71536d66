package dev.tocsin.alert;

import dev.tocsin.alert.AlertEngine.EngineName;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.scrape.EngineCollector;
import dev.tocsin.alert.store.PostgresStanding;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Prometheus scrapes beside the meters. */
@Configuration(proxyBeanMethods = false)
class ScrapeWiring {
    @Bean
    EngineCollector engineCollector(JdbcClient jdbc, EngineName name, RuleBook rules, PrometheusRegistry prometheus) {
        PostgresStanding standing = new PostgresStanding(jdbc, name.value());
        EngineCollector collector =
                new EngineCollector(() -> standing.of(rules.current(), EngineCollector.MOST_ALERTS));
        prometheus.register(collector);
        return collector;
    }

    /** Spring Boot gives this one no description, and Prometheus wants one. */
    @Bean
    MeterFilter describedRequests() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals("http.server.requests")
                        ? new Meter.Id(
                                id.getName(),
                                Tags.of(id.getTagsAsIterable()),
                                id.getBaseUnit(),
                                "Requests to the API and the management port",
                                id.getType())
                        : id;
            }
        };
    }

    @Bean
    Info buildInfo(PrometheusRegistry prometheus) {
        Info build = Info.builder()
                .name("tocsin_build")
                .help("The build that runs; always 1")
                .labelNames("version", "java")
                .register(prometheus);
        build.addLabelValues(
                Objects.requireNonNullElse(AlertEngine.class.getPackage().getImplementationVersion(), "development"),
                Runtime.version().toString());
        return build;
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.AlertEngine.EngineName;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.References;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.scrape.EngineCollector;
import dev.tocsin.alert.store.PostgresStanding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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

    /** Files that rules refer to: what they said last stays in force, so nothing else fails by it. */
    @Bean
    MeterBinder refusedFiles(RuleBook rules) {
        Map<String, Function<References, List<Problem>>> files = Map.of(
                "calendars", references -> references.calendars().problems(),
                "lists", references -> references.lists().problems(),
                "queries", references -> references.queries().problems());
        return metrics -> files.forEach((file, problems) -> Gauge.builder(
                        "tocsin.config.refused",
                        rules,
                        book -> problems.apply(book.references()).stream().anyMatch(Problem::isError) ? 1 : 0)
                .description("1 while a file cannot be used, and what was in force before stays so")
                .tag("file", file)
                .register(metrics));
    }

    /** Who is told: what was read last without a mistake stays in force. */
    @Bean
    MeterBinder refusedChannels(ChannelBook channels) {
        Map<String, String> files = Map.of("channels", ChannelBook.CHANNELS, "routes", ChannelBook.ROUTES);
        return metrics -> files.forEach((file, name) -> Gauge.builder(
                        "tocsin.config.refused",
                        channels,
                        book -> book.current().refuses(name) ? 1 : 0)
                .description("1 while a file cannot be used, and what was in force before stays so")
                .tag("file", file)
                .register(metrics));
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

package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryBacklog;
import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.store.PostgresViews;
import dev.tocsin.elastic.ElasticLink;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the API reads from. */
@Configuration(proxyBeanMethods = false)
class ApiWiring {
    @Bean
    PostgresViews postgresViews(JdbcClient jdbc) {
        return new PostgresViews(jdbc);
    }

    @Bean
    HistoryReader historyReader(HistoryBacklog backlog, ElasticLink link) {
        return new HistoryReader(backlog, link);
    }
}

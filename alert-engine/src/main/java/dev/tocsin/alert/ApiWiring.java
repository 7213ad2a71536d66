package dev.tocsin.alert;

import dev.tocsin.alert.api.NotificationViews;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.history.HistoryBacklog;
import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.history.UnwrittenWindows;
import dev.tocsin.alert.history.WindowPages;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.query.StoredSearches;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.store.DatabaseClock;
import dev.tocsin.alert.store.PausedRules;
import dev.tocsin.alert.store.PostgresAcknowledgements;
import dev.tocsin.alert.store.PostgresAudit;
import dev.tocsin.alert.store.PostgresCares;
import dev.tocsin.alert.store.PostgresViews;
import dev.tocsin.elastic.ElasticLink;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the API reads from. */
@Configuration(proxyBeanMethods = false)
class ApiWiring {
    @Bean
    PostgresViews postgresViews(JdbcClient jdbc) {
        return new PostgresViews(jdbc);
    }

    @Bean
    PausedRules pausedRules(JdbcClient jdbc, TransactionTemplate transaction, DatabaseClock clock) {
        return new PausedRules(jdbc, transaction, clock);
    }

    @Bean
    PostgresAcknowledgements postgresAcknowledgements(
            JdbcClient jdbc, TransactionTemplate transaction, DatabaseClock clock) {
        return new PostgresAcknowledgements(jdbc, transaction, clock);
    }

    @Bean
    PostgresAudit auditLog(JdbcClient jdbc, TransactionTemplate transaction) {
        return new PostgresAudit(jdbc, transaction);
    }

    @Bean
    Trials trials(ChannelBook channels, DatabaseClock clock) {
        return new Trials(() -> channels.current().channels(), clock);
    }

    @Bean
    PreviewWriter previewWriter(ChannelBook channels, DiscoverLinks links, DatabaseClock clock) {
        return new PreviewWriter(channels::current, new SlackRenderer(links), clock);
    }

    @Bean
    Explainer explainer(
            WindowQueries queries,
            HistoryReader history,
            NotificationViews notifications,
            PastSuppressions suppressions,
            ElasticLink link,
            ChannelBook channels,
            PostgresCares cares) {
        return new Explainer(
                queries,
                history,
                notifications,
                suppressions,
                new OlderVersions(history, new StoredSearches(link)::ask),
                new Unchanged(history, () -> channels.current().router(), cares::at));
    }

    @Bean
    WindowPages windowPages(UnwrittenWindows unwritten, HistoryReader reader) {
        return new WindowPages(unwritten, reader, HeartbeatRule.NAME);
    }

    @Bean
    HistoryReader historyReader(HistoryBacklog backlog, ElasticLink link) {
        return new HistoryReader(backlog, link);
    }
}

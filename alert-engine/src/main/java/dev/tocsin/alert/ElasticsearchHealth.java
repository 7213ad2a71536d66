package dev.tocsin.alert;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ServerAbilities;
import dev.tocsin.elastic.UnsupportedServer;
import java.io.IOException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether Elasticsearch answers and is one that we work with. */
final class ElasticsearchHealth implements HealthIndicator {
    private final ElasticLink link;

    ElasticsearchHealth(ElasticLink link) {
        this.link = link;
    }

    @Override
    public Health health() {
        try {
            ServerAbilities abilities = link.probe();
            return Health.up().withDetail("version", abilities.version()).build();
        } catch (IOException | UnsupportedServer e) {
            return Health.down()
                    .withDetail("address", link.settings().toString())
                    .withDetail("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}

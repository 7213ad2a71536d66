package dev.tocsin.alert;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ServerAbilities;
import dev.tocsin.elastic.UnsupportedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether Elasticsearch answers and is one that we work with. */
final class ElasticsearchHealth implements HealthIndicator {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);
    private static final int SERVER_ERROR = 500;

    private final ElasticLink link;

    ElasticsearchHealth(ElasticLink link) {
        this.link = link;
    }

    /** Whether there is a sign of life, within a few seconds. */
    boolean answers() {
        try {
            return link.call(ElasticRequest.get("/", Map.of()).withTimeout(SIGN_OF_LIFE))
                            .status()
                    < SERVER_ERROR;
        } catch (IOException e) {
            return false;
        }
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

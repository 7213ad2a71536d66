package dev.tocsin.launcher;

import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Which Elasticsearch a command asks: the one of the variables, else the one of the Tocsin that runs here. */
final class WhichElasticsearch {
    private static final String PART = "elasticsearch";

    private WhichElasticsearch() {}

    /** @throws Problem saying what to do if there is neither */
    static ElasticSettings of(Map<String, String> environment, Path data) {
        if (!environment.getOrDefault("ELASTICSEARCH_URL", "").isBlank()) {
            return ElasticSettings.fromEnvironment(environment);
        }
        Optional<RunState> running = running(data);
        return running.stream()
                .flatMap(state -> state.parts().stream())
                .filter(part -> part.name().equals(PART))
                .findFirst()
                .map(part -> ElasticSettings.of(URI.create(part.address())))
                .orElseThrow(() -> new Problem(
                        running.isPresent()
                                ? "the Tocsin on " + data
                                        + " uses an Elasticsearch that is not its own: set ELASTICSEARCH_URL as for ./tocsin up"
                                : "there is no Elasticsearch to ask: set ELASTICSEARCH_URL, or start one with ./tocsin up"
                                        + "\n  (no Tocsin runs on " + data + ")"));
    }

    private static Optional<RunState> running(Path data) {
        try {
            return DataFolder.isTaken(data) ? DataFolder.state(data) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + data, e);
        }
    }
}

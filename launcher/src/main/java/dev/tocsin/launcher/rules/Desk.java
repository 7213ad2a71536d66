package dev.tocsin.launcher.rules;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the commands about rules have at hand.
 *
 * @param config folder with rules, channels.yml and routes.yml
 * @param data folder of a Tocsin that may be running
 */
public record Desk(Terminal terminal, Map<String, String> environment, Path config, Path data, InstantSource clock) {
    private static final String URL = "ELASTICSEARCH_URL";

    /**
     * The Elasticsearch of {@code ELASTICSEARCH_URL}, else that of the Tocsin that runs on the data folder; asked once
     * whether it answers.
     *
     * @throws CannotDo with a sentence for people if there is none or it does not answer
     */
    ElasticLink elasticsearch() throws IOException {
        Optional<ElasticSettings> settings = elasticsearchIfAny();
        if (settings.isEmpty()) {
            throw new CannotDo("there is no Elasticsearch to ask: nothing runs on " + data + ".\nSet " + URL
                    + ", or start one with ./tocsin up");
        }
        ElasticLink link = ElasticLink.open(settings.get());
        try {
            link.probe();
            return link;
        } catch (IOException e) {
            link.close();
            throw new CannotDo(
                    settings.get() + " cannot be used: " + e.getMessage() + "\nCheck " + URL
                            + ", or unset it to use that of ./tocsin up",
                    e);
        }
    }

    Optional<ElasticSettings> elasticsearchIfAny() throws IOException {
        if (!environment.getOrDefault(URL, "").isBlank()) {
            return Optional.of(ElasticSettings.fromEnvironment(environment));
        }
        // Credentials in the environment are for another server.
        return address("elasticsearch").map(address -> ElasticSettings.of(URI.create(address)));
    }

    /**
     * The engine of the option, else of {@code TOCSIN_ENGINE_URL}, else of the Tocsin that runs on the data folder.
     *
     * @throws CannotDo with a sentence for people if there is none
     */
    Engine engine(@Nullable URI option) throws IOException {
        String said = environment.getOrDefault("TOCSIN_ENGINE_URL", "");
        URI address = option != null ? option : said.isBlank() ? null : URI.create(said);
        if (address == null) {
            address = address("alert-engine")
                    .map(URI::create)
                    .orElseThrow(() -> new CannotDo("there is no engine to ask: nothing runs on " + data
                            + ".\nName one with --engine or TOCSIN_ENGINE_URL, or start one with ./tocsin up"));
        }
        return new Engine(address, EngineToken.from(environment));
    }

    private Optional<String> address(String part) throws IOException {
        return DataFolder.isTaken(data)
                ? DataFolder.state(data)
                        .flatMap(state -> state.parts().stream()
                                .filter(one -> one.name().equals(part))
                                .map(RunState.PartState::address)
                                .findFirst())
                : Optional.empty();
    }
}

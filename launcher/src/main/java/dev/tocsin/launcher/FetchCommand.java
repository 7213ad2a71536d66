package dev.tocsin.launcher;

import dev.tocsin.elastic.embedded.ElasticsearchDistribution;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Fetches the embedded Elasticsearch, for a machine that will have no network later. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = "Fetches the embedded Elasticsearch (132 MB) from Maven Central, checks and unpacks it."
                + " up and demo do so by themselves. Maven's settings.xml (mirrors, proxies) holds.")
final class FetchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    FetchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        ElasticsearchFetch.unlessHere(surroundings.installation(), surroundings.terminal());
        Path home = ElasticsearchDistribution.home(surroundings.terminal()::line);
        surroundings.terminal().line("Elasticsearch " + ElasticsearchDistribution.VERSION + " is in " + home);
        return 0;
    }
}

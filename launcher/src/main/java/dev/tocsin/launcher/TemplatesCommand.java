package dev.tocsin.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Our objects in Elasticsearch: what would change, change it, take it away. */
@Command(
        name = "templates",
        mixinStandardHelpOptions = true,
        description = "Plans, installs or removes the index templates in the Elasticsearch of ELASTICSEARCH_URL.")
final class TemplatesCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    TemplatesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.terminal().line("not yet");
        return 1;
    }
}

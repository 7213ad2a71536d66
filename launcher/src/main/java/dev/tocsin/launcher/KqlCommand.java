package dev.tocsin.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Translates a query. */
@Command(name = "kql", mixinStandardHelpOptions = true, description = "Translates KQL into an Elasticsearch query.")
final class KqlCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    KqlCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.terminal().line("not yet");
        return 1;
    }
}

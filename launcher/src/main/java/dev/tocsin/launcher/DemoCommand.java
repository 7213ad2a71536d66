package dev.tocsin.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The demonstration. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Shows what Tocsin does.")
final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.terminal().line("not yet");
        return 1;
    }
}

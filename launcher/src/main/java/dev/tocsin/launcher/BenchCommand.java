package dev.tocsin.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a benchmark in a JVM of its own, with the optimising compiler. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a benchmark; without a name it lists them, with the time that each takes.",
            "./tocsin bench NAME --help says what one measures, takes and ends with.",
            ""
        })
final class BenchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME ARGUMENT", arity = "0..*", description = "Which one, and what it is to know.")
    List<String> words = new ArrayList<>();

    BenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Shows the help of one, or the list. */
    int help(List<String> names) throws IOException, InterruptedException {
        words = new ArrayList<>(names);
        words.add("--help");
        return call();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!words.isEmpty() && words.getFirst().equals("help")) {
            return help(words.subList(1, words.size()));
        }
        if (!words.isEmpty() && !asksForHelp()) {
            // Nearly every benchmark has a server of its own.
            ElasticsearchFetch.unlessHere(surroundings.installation(), surroundings.terminal());
        }
        List<String> command = new ArrayList<>(
                surroundings.installation().command("benchmarks", List.of("-Xmx1g", "-XX:+UseParallelGC")));
        command.addAll(words.isEmpty() ? List.of("--help") : words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TOCSIN_PARENT_PIPE", "stdin");
        builder.environment()
                .put("TOCSIN_HOME", surroundings.installation().home().toString());
        Process benchmark = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(benchmark), "await-benchmark"));
        return benchmark.waitFor();
    }

    private boolean asksForHelp() {
        return words.contains("-h") || words.contains("--help");
    }

    /** Ctrl-C reaches the benchmark too: it cleans up, and the prompt comes after that. */
    private static void awaitEnd(Process benchmark) {
        benchmark.destroy();
        try {
            benchmark.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

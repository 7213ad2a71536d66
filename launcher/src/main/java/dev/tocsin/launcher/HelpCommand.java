package dev.tocsin.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what a command can do; also a command of a command, which the library's own help does not know. */
@Command(
        name = "help",
        helpCommand = true,
        mixinStandardHelpOptions = true,
        description = "Shows the help of a command: ./tocsin help rules test")
final class HelpCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Which one; without it all are listed.")
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine asked = Objects.requireNonNull(spec.commandLine().getParent());
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (asked.getCommand() instanceof BenchCommand benchmarks) {
                return benchmarks.help(words.subList(i, words.size()));
            }
            CommandLine below = asked.getSubcommands().get(word);
            if (below == null) {
                throw new UnmatchedArgumentException(asked, List.of(word));
            }
            asked = below;
        }
        asked.usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}

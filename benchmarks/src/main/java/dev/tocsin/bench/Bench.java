package dev.tocsin.bench;

import dev.tocsin.settings.DidYouMean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What {@code ./tocsin bench NAME} runs. */
@Command(
        name = "tocsin bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        description = {
            "Measures Tocsin on this machine, on real servers of its own. Each ends with lines name=value.",
            "Figures are ratios against something in the same run: compare those, not two runs.",
            ""
        },
        footer = {"", "./tocsin bench NAME --help says what one measures, takes and ends with."},
        subcommands = {
            IngestBench.class,
            IngestNullBench.class,
            IngestMemoryBench.class,
            IngestPeersBench.class,
            JournalBench.class,
            KqlBench.class,
            CrashBench.class,
            OutageBench.class,
            StormBench.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(run(command(), arguments));
    }

    static int run(CommandLine command, String... arguments) {
        if (arguments.length == 0) {
            return usage(command);
        }
        boolean isNone =
                !arguments[0].startsWith("-") && !command.getSubcommands().containsKey(arguments[0]);
        // With --help behind it the library would show the help of all.
        return isNone ? command.execute(arguments[0]) : command.execute(arguments);
    }

    static CommandLine command() {
        return new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((misuse, _) -> explain(misuse));
    }

    /** What is wrong, what was meant, and where to read on. */
    private static int explain(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        String reason = String.valueOf(misuse.getMessage());
        boolean isGroup = !command.getSubcommands().isEmpty();
        if (misuse instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            boolean isOption = first.startsWith("-");
            reason = isOption
                    ? "there is no option " + first
                    : isGroup ? "there is no benchmark '" + first + "'" : "'" + first + "' is one argument too many";
            reason += DidYouMean.nearest(
                            first.replaceFirst("=.*", ""),
                            isOption
                                    ? command.getCommandSpec().optionsMap().keySet()
                                    : command.getSubcommands().keySet())
                    .map(word -> "; did you mean " + word + "?")
                    .orElse("");
        }
        command.getErr().println(reason);
        if (isGroup) {
            command.getErr()
                    .println("They are "
                            + String.join(", ", command.getSubcommands().keySet())
                            + "; ./tocsin bench says what they measure.");
        } else {
            command.getErr().println("./" + command.getCommandSpec().qualifiedName() + " --help says more.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int usage(CommandLine command) {
        command.usage(command.getOut());
        return 0;
    }
}

package dev.tocsin.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./tocsin bench NAME} runs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        description = {
            "Measures Tocsin on this machine, on real servers. Each ends with lines name=value.",
            "Figures are ratios against something in the same run: compare those, not two runs.",
            ""
        },
        subcommands = {
            IngestBench.class,
            IngestNullBench.class,
            IngestMemoryBench.class,
            IngestPeersBench.class,
            JournalBench.class,
            KqlBench.class,
            CrashBench.class,
            OutageBench.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        int code = arguments.length == 0 ? usage(command) : command.execute(arguments);
        System.exit(code);
    }

    private static int usage(CommandLine command) {
        command.usage(command.getOut());
        return 0;
    }
}

package dev.tocsin.bench;

import dev.tocsin.bench.crash.OutageTrial;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes Elasticsearch away for a while. */
@Command(
        name = "outage",
        mixinStandardHelpOptions = true,
        description = {
            "Takes Elasticsearch away for a while. About 3 minutes.",
            "Under a running service and rules, and kills the alert engine meanwhile and starts it again: nothing may "
                    + "be lost, no alarm be false, no window missed.",
            "Ends with outage.NAME=value; exit code 1 if anything was.",
            ""
        })
final class OutageBench implements Callable<Integer> {
    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long Elasticsearch is away. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.make()) {
            OutageTrial.Outcome outcome = new OutageTrial(
                            scratch.resolve("outage"),
                            Duration.ofSeconds(seconds),
                            line -> System.out.println("  " + line))
                    .run();
            System.out.println("outage.events=" + outcome.events());
            System.out.println("outage.lost=" + outcome.lost());
            System.out.println("outage.doubled=" + outcome.doubled());
            System.out.println("outage.errors_told=" + outcome.errorFires());
            System.out.println("outage.resolves_told=" + outcome.errorResolves());
            System.out.println("outage.false_alarms=" + outcome.falseAlarms());
            System.out.println("outage.windows=" + outcome.windows());
            System.out.println("outage.windows_missing=" + outcome.windowsMissing());
            System.out.println("outage.windows_miscounted=" + outcome.windowsMiscounted());
            return outcome.isGood() ? 0 : 1;
        }
    }
}

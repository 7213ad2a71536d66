package dev.tocsin.bench;

import dev.tocsin.bench.storm.StormOutcome;
import dev.tocsin.bench.storm.StormSize;
import dev.tocsin.bench.storm.StormTrial;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many alerts at once. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        description = {
            "10,000 alerts in a minute, told to a Slack that limits the rate. About 3 minutes.",
            "Half of them end in the next minute. The engine's outbox on a real PostgreSQL, its delivery and its Slack "
                    + "bot tell them to a small Slack with Slack's limits, until nothing is left to tell. What came of "
                    + "it is counted in that Slack's log.",
            "Ends with lost, http429, first_page_seconds, messages and others as name=value: news of which Slack has "
                    + "no message, calls that it refused with 429, from the first alert to the first message, and "
                    + "posts in the channel. Exit code 1 if anything was lost or refused, or the first page took more "
                    + "than 5 s.",
            ""
        })
final class StormBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--alerts",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many fire. Default: ${DEFAULT-VALUE}")
    int alerts;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Within which they fire. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(
            names = "--rules",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of how many rules they are. Default: ${DEFAULT-VALUE}")
    int rules;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of which fires when. Default: ${DEFAULT-VALUE}")
    long seed;

    @Override
    public Integer call() throws Exception {
        StormSize size = size();
        try (ScratchFolder scratch = ScratchFolder.make()) {
            StormOutcome outcome = new StormTrial(
                            scratch.resolve("storm"), size, PATIENCE, line -> System.out.println("  " + line))
                    .run();
            System.out.println("alerts=" + outcome.alerts());
            System.out.println("news=" + outcome.news());
            System.out.println("lost=" + outcome.lost());
            System.out.println("http429=" + outcome.tooMany());
            System.out.println("refused_otherwise=" + outcome.refusedOtherwise());
            System.out.println("first_page_seconds=" + seconds(outcome.firstPage()));
            System.out.println("messages=" + outcome.messages());
            System.out.println("replies_shown_in_channel=" + outcome.broadcasts());
            System.out.println("replies_in_threads=" + outcome.replies());
            System.out.println("edits=" + outcome.edits());
            System.out.println("shown_per_alert=" + rounded(outcome.shownForAnAlert()));
            System.out.println("alerts_named=" + outcome.named());
            System.out.println("news_seconds_median=" + seconds(outcome.median()));
            System.out.println("news_seconds_longest=" + seconds(outcome.slowest()));
            System.out.println("all_told_seconds=" + seconds(outcome.untilAllTold()));
            return outcome.isGood() ? 0 : 1;
        }
    }

    private StormSize size() {
        try {
            return new StormSize(alerts, seconds, rules, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String seconds(Duration duration) {
        return rounded(duration.toMillis() / 1_000.0);
    }

    private static String rounded(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }
}

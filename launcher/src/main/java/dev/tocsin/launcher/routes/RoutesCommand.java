package dev.tocsin.launcher.routes;

import dev.tocsin.alert.route.RouteDecision;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.rules.PointInTime;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The routes: shows them, and says what becomes of an alert. */
@Command(
        name = "routes",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(show | test LABEL=VALUE...)",
        description = {
            "Shows who hears of what.",
            "Reads routes.yml and channels.yml; needs no engine. A rule's own notify goes before all routes. Exit code"
                    + " 1 if something is wrong in routes.yml.",
            ""
        })
public final class RoutesCommand {
    private static final String MUTED_AT = "Whether routes are muted then, such as 2026-11-28T10:00:00Z (now).";

    private final Desk desk;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder with routes.yml and channels.yml (TOCSIN_CONFIG).")
    @Nullable
    Path config;

    @Spec
    CommandSpec spec = CommandSpec.create();

    public RoutesCommand(Desk desk) {
        this.desk = desk;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = {
                "Shows the tree of routes, with the channel of each; what mutes them, and which alerts hide which.",
                ""
            })
    int show(@Option(names = "--at", paramLabel = "TIME", description = MUTED_AT) @Nullable String at) {
        Terminal terminal = desk.terminal();
        Instant when = timeOf(at);
        FilesRead files = FilesRead.at(desk.at(config, null));
        RouteTree.of(files.routes(), terminal).forEach(terminal::line);
        QuietTimes.tell(files.routes(), when, terminal);
        return files.tellProblems(terminal) ? 1 : 0;
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Says which routes an alert with these labels goes, and who hears of it.",
                "An alert has the labels of its rule, severity (warning or critical), rule (its name), and the values"
                        + " of its group by the names of the fields.",
                ""
            })
    int test(
            @Parameters(
                            paramLabel = "LABEL=VALUE",
                            arity = "1..*",
                            description = "Such as team=payments severity=critical.")
                    List<String> labels,
            @Option(
                            names = "--expect",
                            paramLabel = "CHANNEL",
                            split = ",",
                            description =
                                    "Who is to hear of it, mute times aside, with commas between. Exit code 1 if it is not these.")
                    @Nullable
                    List<String> expected,
            @Option(names = "--at", paramLabel = "TIME", description = MUTED_AT) @Nullable String at) {
        Terminal terminal = desk.terminal();
        Map<String, String> asked;
        try {
            asked = AskedLabels.of(labels);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.subcommands().get("test"), String.valueOf(e.getMessage()), e);
        }
        Instant when = timeOf(at);
        FilesRead files = FilesRead.at(desk.at(config, null));
        RouteDecision decision = files.routes().decide(asked);
        RouteTree.of(decision, terminal).forEach(terminal::line);
        terminal.line("");
        tellWhoHears(decision, when, terminal);
        QuietTimes.tellWhatHides(files.routes(), asked, terminal);
        AskedLabels.doubts(asked).ifPresent(terminal::text);
        boolean isWrong = files.tellProblems(terminal);
        return isOtherThan(expected, decision.channels(), terminal) || isWrong ? 1 : 0;
    }

    private Instant timeOf(@Nullable String at) {
        Instant now = desk.clock().instant();
        return at == null ? now : PointInTime.read("--at", at, now);
    }

    private static void tellWhoHears(RouteDecision decision, Instant when, Terminal terminal) {
        List<RouteDecision.Taker> takers = decision.takers();
        if (decision.channels().isEmpty()) {
            terminal.text("Nobody hears of it: no channel is known here. Write channels.yml, or set SLACK_WEBHOOK_URL"
                    + " as the engine has it.");
        } else if (takers.isEmpty()) {
            terminal.line(PlainText.of(decision.channels().iterator().next()) + " hears of it: no route takes it.");
        }
        for (RouteDecision.Taker taker : takers) {
            String muted = QuietTimes.muteOf(taker.path().getLast(), when);
            terminal.line(PlainText.of(taker.channel() + " hears of it, by " + taker.inWords() + muted));
        }
    }

    private static boolean isOtherThan(@Nullable List<String> expected, Set<String> channels, Terminal terminal) {
        if (expected == null || channels.equals(Set.copyOf(expected))) {
            return false;
        }
        terminal.problem("expected " + String.join(", ", new TreeSet<>(expected)) + " to hear of it, but it is "
                + (channels.isEmpty() ? "nobody" : String.join(", ", new TreeSet<>(channels))));
        return true;
    }
}

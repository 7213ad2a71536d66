package dev.tocsin.launcher;

import dev.tocsin.access.Role;
import dev.tocsin.access.TlsRefused;
import dev.tocsin.access.TokensRefused;
import dev.tocsin.elastic.SettingsRefused;
import dev.tocsin.elastic.UnsupportedServer;
import dev.tocsin.elastic.embedded.DistributionMissing;
import dev.tocsin.elastic.embedded.ServerDidNotStart;
import dev.tocsin.launcher.alerts.AlertsCommand;
import dev.tocsin.launcher.home.DiskTrouble;
import dev.tocsin.launcher.letters.DeadLettersCommand;
import dev.tocsin.launcher.letters.LetterStage;
import dev.tocsin.launcher.letters.LetterState;
import dev.tocsin.launcher.queries.QueriesCommand;
import dev.tocsin.launcher.queries.TailCommand;
import dev.tocsin.launcher.routes.RoutesCommand;
import dev.tocsin.launcher.rules.AuditCommand;
import dev.tocsin.launcher.rules.ExplainCommand;
import dev.tocsin.launcher.rules.NotifyCommand;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.rules.RulesCommand;
import dev.tocsin.launcher.rules.SchedulesCommand;
import dev.tocsin.launcher.silences.SilencesCommand;
import dev.tocsin.launcher.terminal.EnumWord;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;

/** The command line. */
@Command(
        name = "tocsin",
        description = "Log analytics and alerting on plain Elasticsearch.",
        mixinStandardHelpOptions = true,
        versionProvider = Tocsin.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            AlertsCommand.class,
            RulesCommand.class,
            ExplainCommand.class,
            SchedulesCommand.class,
            RoutesCommand.class,
            SilencesCommand.class,
            NotifyCommand.class,
            AuditCommand.class,
            DeadLettersCommand.class,
            TemplatesCommand.class,
            TokenCommand.class,
            QueriesCommand.class,
            TailCommand.class,
            KqlCommand.class,
            BenchCommand.class,
            FetchCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        footer = {"", "./tocsin COMMAND --help says more about one of them. New here? ./tocsin demo"})
public final class Tocsin {
    private Tocsin() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        System.exit(commandLine(new Surroundings(Installation.current(), Terminal.standard(environment), environment))
                .execute(arguments));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        CommandLine line = new CommandLine(new Tocsin(), new CommandFactory(surroundings));
        // What follows the name of a benchmark is for the benchmark.
        Objects.requireNonNull(line.getSubcommands().get("bench")).setStopAtPositional(true);
        // tocsin rules help test is understood as well; that it is there need not be said in each list.
        for (CommandLine group : List.copyOf(line.getSubcommands().values())) {
            if (!group.getSubcommands().isEmpty()) {
                CommandLine help = new CommandLine(new HelpCommand());
                help.getCommandSpec().usageMessage().hidden(true);
                group.addSubcommand(help);
            }
        }
        return line.registerConverter(Role.class, new EnumWord<>(Role.class))
                .registerConverter(LetterStage.class, new EnumWord<>(LetterStage.class))
                .registerConverter(LetterState.class, new EnumWord<>(LetterState.class))
                .registerConverter(OutputFormat.class, new EnumWord<>(OutputFormat.class))
                .registerConverter(LocalDate.class, Misuse::day)
                .registerConverter(int.class, Misuse::number)
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.isColoured() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((misuse, _) -> Misuse.explain(misuse))
                .setExecutionExceptionHandler((failure, called, _) -> explain(failure, called.getErr(), terminal));
    }

    /** What a person can mend gets a sentence, everything else is a bug of ours and gets its stack trace. */
    private static int explain(Exception failure, PrintWriter err, Terminal terminal) {
        Optional<String> sentence = switch (failure) {
            case Problem problem -> Optional.ofNullable(problem.getMessage());
            case ServerDidNotStart server -> Optional.ofNullable(server.getMessage());
            case DistributionMissing missing -> Optional.ofNullable(missing.getMessage());
            case UnsupportedServer server -> Optional.ofNullable(server.getMessage());
            case TlsRefused tls -> Optional.ofNullable(tls.getMessage());
            case TokensRefused tokens -> Optional.ofNullable(tokens.getMessage());
            case SettingsRefused refused -> Optional.ofNullable(refused.getMessage());
            case IOException io -> Optional.of(DiskTrouble.inWords(io));
            default -> Optional.empty();
        };
        if (sentence.isPresent()) {
            terminal.problem(sentence.get());
        } else {
            terminal.problem("this should not have happened; please report it with these lines:");
            failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tocsin " + Installation.version() + ", Java " + Runtime.version()};
        }
    }
}

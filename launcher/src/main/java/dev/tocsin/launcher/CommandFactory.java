package dev.tocsin.launcher;

import dev.tocsin.launcher.alerts.AlertCommands;
import dev.tocsin.launcher.letters.LetterCommands;
import dev.tocsin.launcher.queries.QueriesCommand;
import dev.tocsin.launcher.queries.TailCommand;
import dev.tocsin.launcher.routes.RoutesCommand;
import dev.tocsin.launcher.rules.RuleCommands;
import dev.tocsin.launcher.silences.SilenceCommands;
import java.util.Optional;
import picocli.CommandLine;

/** Makes the commands, and hands them what they need. */
final class CommandFactory implements CommandLine.IFactory {
    private final Surroundings surroundings;

    CommandFactory(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Object command = switch (type.getSimpleName()) {
            case "DemoCommand" -> new DemoCommand(surroundings);
            case "UpCommand" -> new UpCommand(surroundings);
            case "StatusCommand" -> new StatusCommand(surroundings);
            case "DownCommand" -> new DownCommand(surroundings);
            case "TemplatesCommand" -> new TemplatesCommand(surroundings);
            case "TokenCommand" -> new TokenCommand(surroundings.desk());
            case "KqlCommand" -> new KqlCommand();
            case "BenchCommand" -> new BenchCommand(surroundings);
            case "FetchCommand" -> new FetchCommand(surroundings);
            case "VersionCommand" -> new VersionCommand(surroundings);
            case "QueriesCommand" -> new QueriesCommand(surroundings.desk());
            case "RoutesCommand" -> new RoutesCommand(surroundings.desk());
            case "TailCommand" -> new TailCommand(surroundings.desk());
            default -> {
                Optional<Object> ofPackage = RuleCommands.make(type, surroundings.desk())
                        .or(() -> AlertCommands.make(type, surroundings.desk()))
                        .or(() -> LetterCommands.make(type, surroundings.desk()))
                        .or(() -> SilenceCommands.make(type, surroundings.desk()));
                yield ofPackage.isPresent()
                        ? ofPackage.get()
                        : CommandLine.defaultFactory().create(type);
            }
        };
        return type.cast(command);
    }
}

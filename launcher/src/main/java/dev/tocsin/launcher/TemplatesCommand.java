package dev.tocsin.launcher;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateChange;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Our objects in Elasticsearch: says what would change, changes it, takes it away. */
@Command(
        name = "templates",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(plan | install | remove)",
        description = {
            "Plans, installs or removes the index templates.",
            "In the Elasticsearch of ELASTICSEARCH_URL, as ELASTICSEARCH_USERNAME and _PASSWORD or ELASTICSEARCH_API_KEY;"
                    + " else of the running ./tocsin up, else http://127.0.0.1:9200. Data streams that exist keep their data; what belongs to"
                    + " others is never touched.",
            ""
        })
final class TemplatesCommand {
    private final Surroundings surroundings;

    TemplatesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "plan", mixinStandardHelpOptions = true, description = "Says what install would do.")
    int plan() throws IOException {
        return onServer(TemplateInstaller::plan);
    }

    @Command(name = "install", mixinStandardHelpOptions = true, description = "Creates or upgrades them.")
    int install() throws IOException {
        return onServer(TemplateInstaller::install);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Takes those away that are Tocsin's.")
    int remove() throws IOException {
        return onServer(TemplateInstaller::remove);
    }

    private interface Work {
        List<TemplateChange> on(TemplateInstaller installer) throws IOException;
    }

    private int onServer(Work work) throws IOException {
        Terminal terminal = surroundings.terminal();
        ElasticSettings settings = surroundings
                .desk()
                .elasticsearchIfAny()
                .orElseGet(() -> ElasticSettings.fromEnvironment(surroundings.environment()));
        try (ElasticLink link = ElasticLink.open(settings)) {
            List<TemplateChange> changes = work.on(new TemplateInstaller(link, version(link)));
            Table table = new Table();
            for (TemplateChange change : changes) {
                table.row(change.object(), inWords(change.action()), change.detail());
            }
            table.lines().forEach(terminal::line);
            return changes.stream().anyMatch(change -> change.action() == Action.FOREIGN) ? 1 : 0;
        }
    }

    private static String version(ElasticLink link) {
        try {
            return link.probe().version();
        } catch (IOException e) {
            throw new Problem(
                    link.settings() + " cannot be used: " + e.getMessage()
                            + "\nSet ELASTICSEARCH_URL, or start one with ./tocsin up",
                    e);
        }
    }

    private static String inWords(Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

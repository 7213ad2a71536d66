package dev.tocsin.launcher.queries;

import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.QueryLibrary.Lookup;
import dev.tocsin.alert.rule.QueryOrigin;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.StoredQuery;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The saved queries: lists them, shows what one means, runs one. */
@Command(
        name = "queries",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | show NAME | run NAME)",
        description = {
            "Lists, shows or runs saved queries.",
            "They are files in config/queries, exports of Kibana (.ndjson) beside them, and with KIBANA_URL what is"
                    + " saved in Kibana. run asks the Elasticsearch of ELASTICSEARCH_URL, or of the running ./tocsin up.",
            ""
        })
public final class QueriesCommand {
    private final Desk desk;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder with rules and queries (TOCSIN_CONFIG).")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The data folder of a running Tocsin (TOCSIN_DATA).")
    @Nullable
    Path data;

    @Spec
    CommandSpec spec = CommandSpec.create();

    public QueriesCommand(Desk desk) {
        this.desk = desk;
    }

    private QueryShelf shelf() {
        return QueryShelf.read(here());
    }

    private Desk here() {
        return desk.at(config, data);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them, and which rules use them.")
    int list() {
        Terminal terminal = desk.terminal();
        QueryShelf shelf = shelf();
        Table table = new Table().row("NAME", "LANGUAGE OR ID", "FROM", "USED BY");
        for (StoredQuery query : shelf.library().saved()) {
            table.row(
                    query.origin().name(),
                    language(query.language()),
                    query.origin().where(),
                    users(shelf.usedBy(QueryOrigin.Kind.SAVED, query.origin().name())));
        }
        for (KibanaEntry entry : shelf.library().kibana()) {
            table.row(
                    entry.object().title(),
                    entry.key(),
                    entry.where(),
                    users(shelf.usedBy(QueryOrigin.Kind.KIBANA, entry.key())));
        }
        if (!shelf.library().saved().isEmpty() || !shelf.library().kibana().isEmpty()) {
            table.linesWithin(terminal.width()).forEach(terminal::line);
        } else {
            terminal.text("There is no saved query in " + here().config().resolve("queries")
                    + ". Write one, or set KIBANA_URL to see those of Kibana.");
        }
        shelf.library().problems().forEach(problem -> terminal.problem(problem.inWords()));
        shelf.kibanaTrouble().ifPresent(terminal::problem);
        return shelf.library().problems().stream().anyMatch(problem -> problem.isError()) ? 1 : 0;
    }

    private static String users(List<String> rules) {
        return rules.isEmpty() ? "no rule" : String.join(", ", rules);
    }

    private static String language(QueryLanguage language) {
        return language.name().toLowerCase(Locale.ROOT);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows one: its text, where it is from, and the query that Elasticsearch gets.")
    int show(@Parameters(paramLabel = "NAME", description = "Its name; in Kibana its title or id.") String name) {
        Terminal terminal = desk.terminal();
        QueryShelf shelf = shelf();
        Lookup.Found found = shelf.find(name);
        StoredQuery query = found.query();
        RuleQuery asked = query.asRuleQuery();
        Table table = new Table()
                .row("title", query.title())
                .row("from", query.origin().inWords())
                .row("language", language(query.language()))
                .row("streams", query.saysWhere() ? asked.streamsJoined() : "each rule says its own");
        if (query.timeField() != null) {
            table.row("time field", query.timeField());
        }
        table.row(
                "used by",
                users(shelf.usedBy(query.origin().kind(), query.origin().name())));
        table.lines().forEach(terminal::line);
        terminal.line("");
        query.text().lines().forEach(line -> terminal.line("  " + PlainText.of(line)));
        if (!query.filters().equals("[]")) {
            terminal.line("  and Kibana's filters " + query.filters());
        }
        terminal.line("");
        JsonObject service = asked.serviceClause();
        terminal.line("  Elasticsearch, before the types of fields are known"
                + (service == null ? "" : ", together with " + service) + ":");
        pretty(Question.translated(asked, null)).lines().forEach(line -> terminal.line("  " + line));
        found.doubts().forEach(terminal::problem);
        shelf.library().problems().stream()
                .filter(problem -> query.origin().name().equals(problem.rule()))
                .forEach(problem -> terminal.problem(problem.inWords()));
        return 0;
    }

    private static String pretty(JsonObject json) {
        StringWriter text = new StringWriter();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.writeObject(json);
        }
        return text.toString().strip();
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Runs one: how many events, when, of which services and levels, and three of them.")
    int run(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "Its name; without one give --kql.")
                    @Nullable
                    String name,
            @Option(
                            names = "--since",
                            paramLabel = "SPAN",
                            defaultValue = "1h",
                            converter = SpanText.class,
                            description = "How far back, such as 30m or 7d (default: ${DEFAULT-VALUE}).")
                    Duration since,
            @Option(names = "--field", paramLabel = "FIELD", description = "Also the top values of this field.")
                    @Nullable
                    List<String> fields,
            @Mixin EventSearch search)
            throws IOException {
        if (name == null && search.kql == null && search.service == null) {
            throw new ParameterException(run(), "Give a NAME, or --kql, --service or both.");
        }
        if (name != null && search.kql != null) {
            throw new ParameterException(run(), "Give either a NAME or --kql.");
        }
        RuleQuery query = name == null ? search.query() : named(name, search.service);
        String timeField = "@timestamp";
        if (name != null) {
            String said = shelf().find(name).query().timeField();
            timeField = said == null ? timeField : said;
        }
        try (ElasticLink link = here().elasticsearch()) {
            QueryReport report = new QueryReport(desk, new Question(link, query), ZoneId.systemDefault());
            if (report.print(timeField, since, fields == null ? List.of() : fields) == 0) {
                search.saysThatTheServiceIsUnknown(link, desk.terminal());
            }
        }
        return 0;
    }

    /** The command of that name, for what is wrong with its arguments. */
    private CommandLine run() {
        return Objects.requireNonNull(spec.commandLine().getSubcommands().get("run"));
    }

    private RuleQuery named(String name, @Nullable String service) {
        StoredQuery query = shelf().find(name).query();
        return service != null
                ? query.over(service)
                : query.saysWhere() ? query.asRuleQuery() : query.over(EventSearch.ALL);
    }
}

package dev.tocsin.launcher.rules;

import dev.tocsin.alert.Backtest;
import dev.tocsin.alert.BacktestAsk;
import dev.tocsin.alert.BacktestReport;
import dev.tocsin.alert.BacktestWindow;
import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.EngineChannels;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Progress;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a rule on the past. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a rule would have done: when it would have fired, with which message, and who would have heard.",
            "It is lint first, then the engine's own steps on the events that are in Elasticsearch (of ELASTICSEARCH_URL,"
                    + " else of the running ./tocsin up). Nothing is written and nobody is told.",
            "Exit code 0: played; 2: the rule has errors; 3: some windows could not be decided.",
            ""
        })
final class TestRules implements Callable<Integer> {
    private static final int HAS_ERRORS = 2;
    private static final int UNDECIDED = 3;

    private final Desk desk;

    @Parameters(paramLabel = "FILE", description = "The rule's file.")
    Path file = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From when on (24h): 24h ago, 2026-11-23 or 2026-11-23T10:05:00Z.")
    String since = "24h";

    @Option(names = "--until", paramLabel = "TIME", description = "Up to when (now).")
    String until = "now";

    @Option(
            names = "--group",
            paramLabel = "FIELD=VALUE",
            description = "Tells of groups with this value alone; may be given several times.")
    Map<String, String> group = new LinkedHashMap<>();

    @Option(names = "--rule", paramLabel = "NAME", description = "Which rule, if the file has several (all).")
    @Nullable
    String name;

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    TestRules(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        boolean aloud = format == OutputFormat.TEXT;
        EngineChannels channels = new EngineChannels(desk);
        Linted linted = chosenIn(FilesLooked.at(desk, file, false, channels));
        if (linted.hasErrors()) {
            return refuse(linted);
        }
        Instant now = desk.clock().instant();
        Instant from = PointInTime.read("--since", since, now);
        Instant to = PointInTime.read("--until", until, now);
        if (!from.isBefore(to)) {
            throw new Problem("--since " + from + " is not before --until " + to);
        }
        List<Rule> rules = chosen(linted);
        boolean isDecided = true;
        JsonArrayBuilder json = Json.createArrayBuilder();
        try (ElasticLink link = desk.elasticsearch()) {
            Linted live = chosenIn(LintRules.look(desk, file, false, false, channels));
            if (live.hasErrors()) {
                return refuse(live);
            }
            if (aloud) {
                new FindingText(desk.terminal()).tell(live.findings());
                channels.note().ifPresent(note -> desk.terminal().text(PlainText.of(note)));
            }
            ChannelPlaces places = new ChannelPlaces(desk.config(), desk.environment(), channels);
            for (Rule rule : rules) {
                BacktestReport report = play(new BacktestAsk(rule, from, to, group), link, places);
                isDecided &= report.count(BacktestWindow.Sight.UNDECIDED) == 0;
                if (aloud) {
                    new BacktestText(desk.terminal(), report).tell();
                } else {
                    json.add(BacktestJson.of(report));
                }
            }
        }
        if (!aloud) {
            desk.terminal()
                    .json(Json.createObjectBuilder().add("tests", json).build().toString());
        }
        return isDecided ? 0 : UNDECIDED;
    }

    /** What is wrong with another rule of the file is no reason not to play this one. */
    private Linted chosenIn(Linted linted) {
        return name == null ? linted : linted.of(name);
    }

    private int refuse(Linted linted) {
        if (format == OutputFormat.JSON) {
            desk.terminal().json(FindingText.json(linted).toString());
        } else {
            new FindingText(desk.terminal()).tell(linted.findings());
        }
        return HAS_ERRORS;
    }

    private List<Rule> chosen(Linted linted) {
        List<Rule> rules = linted.rules().stream()
                .filter(rule -> name == null || rule.name().equals(name))
                .toList();
        if (rules.isEmpty()) {
            new FindingText(desk.terminal()).tell(linted.findings());
            throw new Problem(
                    name == null ? "there is no rule in " + file : "there is no rule '" + name + "' in " + file);
        }
        for (Rule rule : rules) {
            for (String field : group.keySet()) {
                if (!rule.groupBy().contains(field)) {
                    throw new Problem("--group " + field + ": the rule " + rule.name()
                            + (rule.groupBy().isEmpty()
                                    ? " has no groups"
                                    : " groups by " + String.join(", ", rule.groupBy())));
                }
            }
        }
        return rules;
    }

    private BacktestReport play(BacktestAsk ask, ElasticLink link, ChannelPlaces places) {
        String rule = ask.rule().name();
        try {
            if (!desk.terminal().isMoving()) {
                return Backtest.run(ask, link, places, desk.clock(), (done, of) -> {});
            }
            try (Progress progress = desk.terminal().progress("playing " + rule)) {
                return Backtest.run(
                        ask,
                        link,
                        places,
                        desk.clock(),
                        (done, of) -> progress.now(
                                String.format(Locale.ROOT, "playing %s: %,d of %,d windows", rule, done, of)));
            }
        } catch (IllegalArgumentException e) {
            throw new Problem(String.valueOf(e.getMessage()), e);
        }
    }
}

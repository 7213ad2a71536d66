package dev.tocsin.alert.lint;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.AnnotationCheck;
import dev.tocsin.alert.route.ConfigFile;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.RoutesFile;
import dev.tocsin.alert.rule.CalendarBook;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.alert.rule.ListBook;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.QueryBook;
import dev.tocsin.alert.rule.References;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.rule.RuleFiles;
import dev.tocsin.alert.rule.RuleRemarks;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.settings.DidYouMean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads files as the engine does and finds all that is wrong in them; asks no server by itself. */
public final class FileLint {
    private static final String CHANNELS = "channels.yml";
    private static final String ROUTES = "routes.yml";
    private static final String RULES = "rules";
    private static final String QUERIES = "queries";
    private static final String LISTS = "lists";
    private static final String CALENDARS = "calendars.yml";

    private final Path config;
    private final NotificationConfig channels;

    private FileLint(Path config, NotificationConfig channels) {
        this.config = config;
        this.channels = channels;
    }

    /**
     * @param path a rule file, a folder of rules, one of saved queries with the name {@code queries}, one of lists with the
     *     name {@code lists}, calendars.yml, channels.yml, routes.yml, or a folder with all of them
     * @param places the folder with channels.yml, routes.yml and engine.yml, for what {@code path} does not hold itself
     * @param kibana what rules may refer to
     * @throws IllegalArgumentException with a sentence for people if there is nothing at the path
     */
    public static Linted look(Path path, ChannelPlaces places, KibanaSource kibana) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("there is nothing at " + path);
        }
        boolean isConfig = Files.isDirectory(path)
                && (Files.isDirectory(path.resolve(RULES))
                        || Files.exists(path.resolve(CHANNELS))
                        || Files.exists(path.resolve(ROUTES)));
        Path home = isConfig ? path : places.folder();
        List<ChannelFactory> types = ChannelTypes.forReading(DiscoverLinks.none());
        FileLint lint = new FileLint(home, NotificationConfig.load(places.in(home), types));
        if (isConfig) {
            Path rules = path.resolve(RULES);
            return lint.judged(rules, kibana).with(lint.ofChannels());
        }
        if (Files.isDirectory(path) && String.valueOf(path.getFileName()).equals(QUERIES)) {
            return ofFiles(path, QueryBook.read(path, kibana).problems());
        }
        if (Files.isDirectory(path) && String.valueOf(path.getFileName()).equals(LISTS)) {
            return ofFiles(path, ListBook.read(path).problems());
        }
        if (Files.isDirectory(path)) {
            return lint.judged(path, kibana);
        }
        String name = String.valueOf(path.getFileName());
        if (name.equals(CALENDARS)) {
            return ofFiles(path, CalendarBook.read(path).problems());
        }
        if (name.equals(CHANNELS) || name.equals(ROUTES)) {
            Path folder = path.toAbsolutePath().resolveSibling("");
            FileLint beside = new FileLint(folder, NotificationConfig.load(places.in(folder), types));
            return new Linted(folder, List.of(), List.of(), beside.ofChannels());
        }
        return lint.judged(path.resolveSibling(""), RuleFiles.readOne(path, defaults(home), kibana));
    }

    /** What holds for a rule that does not say otherwise, by engine.yml. */
    static RuleDefaults defaults(Path config) {
        Duration delay = ConfigFile.open(config.resolve("engine.yml"))
                .top()
                .flatMap(top -> top.section("tocsin"))
                .flatMap(tocsin -> tocsin.section("engine"))
                .flatMap(engine -> engine.text("delay"))
                .flatMap(DurationText::parse)
                .orElse(RuleDefaults.STANDARD.delay());
        return new RuleDefaults(delay, new AnnotationCheck());
    }

    /** A folder of rules, and what they refer to beside it. */
    private Linted judged(Path folder, KibanaSource kibana) {
        Path around = References.configOf(folder);
        References references = References.read(around, kibana);
        return judged(folder, RuleFiles.read(folder, defaults(config), references))
                .with(findings(references.problems(), around));
    }

    /** No rules, but what they refer to. */
    private static Linted ofFiles(Path path, List<Problem> problems) {
        return new Linted(path, List.of(), List.of(), findings(problems, path.resolveSibling("")));
    }

    private static List<Finding> findings(List<Problem> problems, Path folder) {
        return problems.stream().map(problem -> Finding.of(problem, folder)).toList();
    }

    private Linted judged(Path folder, RuleSet set) {
        List<Finding> findings = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(set.problems());
        Instant now = InstantSource.system().instant();
        for (Rule rule : set.rules()) {
            problems.addAll(unknownChannels(folder, rule));
            problems.addAll(neverEvaluated(folder, rule, now));
        }
        problems.forEach(problem -> findings.add(Finding.of(problem, folder)));
        return new Linted(folder, set.rules(), set.broken(), findings);
    }

    private static List<Problem> neverEvaluated(Path folder, Rule rule, Instant now) {
        if (FireTimes.after(rule.schedule(), now).isPresent()) {
            return List.of();
        }
        RuleRemarks remarks = RuleRemarks.on(folder, rule);
        String key = switch (rule.schedule()) {
            case Schedule.Within within -> within.isExcept() ? "except" : "during";
            case Schedule.Cron _ -> "cron";
            case Schedule.Every _ -> "every";
        };
        remarks.warning(
                key,
                null,
                "no window ends " + rule.schedule().inWords() + " any more: the rule is never evaluated",
                "./tocsin schedules shows when windows end");
        return remarks.problems();
    }

    private List<Problem> unknownChannels(Path folder, Rule rule) {
        RuleRemarks remarks = RuleRemarks.on(folder, rule);
        for (String passedOver : channels.router().escalationsPassedOver(rule.labels(), rule.channels())) {
            remarks.warning(
                    "notify",
                    null,
                    "the route to '" + passedOver
                            + "' would escalate, and a rule with channels of its own goes by the default's"
                            + " 'escalate'",
                    "leave 'notify' out, or write 'escalate' into the default of routes.yml");
        }
        for (String name : channels.router().unknownAmong(rule.channels())) {
            String reason = "there is no channel '" + name + "'";
            if (channels.names().isEmpty()) {
                // An engine may have one from an environment that is not ours.
                remarks.warning(
                        "notify",
                        name,
                        reason + ", for no channel is known here",
                        "write channels.yml, or set SLACK_BOT_TOKEN and SLACK_CHANNEL, or SLACK_WEBHOOK_URL, as the engine has them");
            } else {
                remarks.error(
                        "notify",
                        name,
                        reason,
                        DidYouMean.nearest(name, channels.names())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("known channels: " + String.join(", ", channels.names())));
            }
        }
        return remarks.problems();
    }

    private List<Finding> ofChannels() {
        Stream<Finding> problems = channels.problems().stream()
                .filter(problem ->
                        problem.file().equals(CHANNELS) || problem.file().equals(ROUTES))
                .map(problem -> Finding.of(problem, config, !isSecretFromElsewhere(problem)));
        Stream<Finding> doubts = RoutesFile.read(config.resolve(ROUTES), channels.names()).doubts().stream()
                .map(doubt -> Finding.of(doubt, config, false));
        return Stream.concat(problems, doubts).toList();
    }

    /** The files are right; the secret is set where the engine runs, and need not be where they are written. */
    private static boolean isSecretFromElsewhere(ConfigProblem problem) {
        return problem.reason().contains(" needs the environment variable ")
                || problem.reason().contains(" needs the secret file ");
    }
}

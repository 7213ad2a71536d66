package dev.tocsin.alert.api;

import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.schedule.Pause;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rules: what they say, how far they are, what is wrong with them, and what each window saw. */
@RestController
@RequestMapping("/api/v1/rules")
final class RulesController {
    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);

    private final RuleBook rules;
    private final RuleViews views;
    private final RulePauses pauses;
    private final HistoryReader history;

    RulesController(RuleBook rules, RuleViews views, RulePauses pauses, HistoryReader history) {
        this.rules = rules;
        this.views = views;
        this.pauses = pauses;
        this.history = history;
    }

    /**
     * Rules in the order of their names, and the files that cannot be read.
     *
     * @param next what to give as {@code after} for the rules behind them; null if there are no more
     */
    record Overview(
            List<Entry> rules,
            List<String> broken,
            List<Fault> problems,
            @Nullable String next) {}

    /** A problem in a rule's file. */
    record Fault(
            String severity,
            String file,
            int line,
            String path,
            String reason,
            @Nullable String hint) {}

    /** The window that is evaluated next: its end, and from when on it is looked at. */
    record Next(Instant end, Instant due) {}

    /**
     * A rule in short.
     *
     * @param next null if it never ran, is not evaluated, or never will be again
     * @param pause null if it is not paused
     */
    record Entry(
            String name,
            String title,
            boolean enabled,
            boolean broken,
            String version,
            String schedule,
            String window,
            RuleViews.@Nullable Progress progress,
            @Nullable Next next,
            @Nullable Pause pause) {}

    /** A rule in full. */
    record Detail(
            Entry rule,
            String file,
            @Nullable String owner,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<String> streams,
            String queryLanguage,
            String query,
            String queryFrom,
            String queryFilters,
            List<String> lists,
            List<String> groupBy,
            String condition,
            String timeField,
            List<String> channels,
            List<Fault> problems) {}

    /** All of them, unless there is a limit. */
    @GetMapping
    Overview all(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        RuleSet current = rules.current();
        Map<String, RuleViews.Progress> progress = views.progress();
        Map<String, Pause> paused = pauses.pauses();
        int most = limit == null ? Math.max(1, current.rules().size()) : Limits.most(limit);
        Paged<Rule> page = Paged.of(
                current.rules().stream()
                        .sorted(Comparator.comparing(Rule::name))
                        .filter(rule -> after == null || rule.name().compareTo(after) > 0)
                        .toList(),
                most,
                Rule::name);
        return new Overview(
                page.items().stream()
                        .map(rule -> entry(rule, current, progress.get(rule.name()), paused.get(rule.name())))
                        .toList(),
                current.broken(),
                current.problems().stream().map(RulesController::fault).toList(),
                page.next());
    }

    @GetMapping("/{name}")
    Detail one(@PathVariable String name) {
        RuleSet current = rules.current();
        Rule rule = named(name);
        return new Detail(
                entry(
                        rule,
                        current,
                        views.progress().get(rule.name()),
                        pauses.pauses().get(rule.name())),
                rule.file(),
                rule.owner(),
                rule.labels(),
                rule.annotations(),
                rule.query().streams(),
                rule.query().language().kibanaName(),
                rule.query().text(),
                rule.query().origin().inWords(),
                rule.query().filters(),
                rule.query().listsInWords(),
                rule.groupBy(),
                rule.condition().inWords(),
                rule.timeField(),
                rule.channels(),
                current.problems().stream()
                        .filter(problem -> problem.file().equals(rule.file()))
                        .map(RulesController::fault)
                        .toList());
    }

    /** What the windows saw, newest first: those whose end is in [from, to). */
    @GetMapping(value = "/{name}/windows", produces = MediaType.APPLICATION_JSON_VALUE)
    String windows(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after)
            throws IOException {
        named(name);
        Instant until = Limits.time("after", after)
                .or(() -> Limits.time("to", to))
                .orElseGet(() -> views.now().plusSeconds(1));
        Instant since = Limits.time("from", from).orElseGet(() -> until.minus(DEFAULT_SPAN));
        if (!since.isBefore(until)) {
            throw BadRequest.because("from is not before to", "both are window ends; to itself is not included");
        }
        int most = Limits.most(limit);
        Paged<JsonObject> page = pageOf(history.read("window", name, since, until, most + 1), most);
        JsonArrayBuilder windows = Json.createArrayBuilder();
        page.items().forEach(windows::add);
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("rule", name)
                .add("from", since.toString())
                .add("to", until.toString())
                .add("windows", windows);
        String next = page.next();
        return (next == null ? answer.addNull("next") : answer.add("next", next))
                .build()
                .toString();
    }

    /** A window can have several records; the next part begins behind the whole of it, so they are not torn. */
    static Paged<JsonObject> pageOf(List<JsonObject> found, int most) {
        if (found.size() <= most) {
            return new Paged<>(found, null);
        }
        Instant cut = endOf(found.get(most));
        List<JsonObject> whole = found.subList(0, most).stream()
                .filter(window -> endOf(window).isAfter(cut))
                .toList();
        return whole.isEmpty()
                ? new Paged<>(found.subList(0, most), cut.toString())
                : new Paged<>(whole, cut.plusMillis(1).toString());
    }

    private static Instant endOf(JsonObject window) {
        return Instant.parse(window.getString("@timestamp"));
    }

    private Rule named(String name) {
        return rules.current()
                .rule(name)
                .orElseThrow(() -> BadRequest.notFound(
                        "there is no rule of that name, or its file cannot be read",
                        "./tocsin rules list, or GET /api/v1/rules, shows rules and problems"));
    }

    private static Entry entry(
            Rule rule, RuleSet current, RuleViews.@Nullable Progress progress, @Nullable Pause pause) {
        boolean isBroken =
                current.broken().contains(rule.name()) || current.broken().contains(rule.file());
        return new Entry(
                rule.name(),
                rule.title(),
                rule.enabled(),
                isBroken,
                rule.version(),
                rule.schedule().inWords(),
                rule.window().toString(),
                progress,
                progress == null || pause != null || !rule.enabled() ? null : next(rule, progress.lastEnd()),
                pause);
    }

    private static @Nullable Next next(Rule rule, Instant lastEnd) {
        return FireTimes.after(rule.schedule(), lastEnd)
                .map(end -> new Next(end, end.plus(rule.delay())))
                .orElse(null);
    }

    static Fault fault(Problem problem) {
        return new Fault(
                problem.isError() ? "error" : "warning",
                problem.file(),
                problem.line(),
                problem.path(),
                problem.reason(),
                problem.hint());
    }
}

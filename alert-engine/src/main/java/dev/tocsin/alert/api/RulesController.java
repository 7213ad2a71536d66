package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.schedule.Pause;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rules: what they say, how far they are, and what is wrong with them. */
@RestController
@RequestMapping("/api/v1/rules")
final class RulesController {
    private static final Place PLACE = new Place("rules", 1);

    private final RuleBook rules;
    private final RuleViews views;
    private final RulePauses pauses;

    RulesController(RuleBook rules, RuleViews views, RulePauses pauses) {
        this.rules = rules;
        this.views = views;
        this.pauses = pauses;
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

    /** How a rule can be; it can be several of them. */
    private enum State {
        ENABLED,
        DISABLED,
        PAUSED,
        FAILING,
        BROKEN;

        boolean isOf(Entry rule) {
            RuleViews.Progress progress = rule.progress();
            return switch (this) {
                case ENABLED -> rule.enabled();
                case DISABLED -> !rule.enabled();
                case PAUSED -> rule.pause() != null;
                case FAILING -> rule.enabled() && progress != null && progress.failingSince() != null;
                case BROKEN -> rule.broken();
            };
        }

        static State of(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> BadRequest.because(
                            "there is no such state", "one of broken, disabled, enabled, failing, paused"));
        }
    }

    /** All of them, unless there is a limit. */
    @GetMapping
    Overview all(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        RuleSet current = rules.current();
        Map<String, RuleViews.Progress> progress = views.progress();
        Map<String, Pause> paused = pauses.pauses();
        int most = limit == null ? Math.max(1, current.rules().size()) : Limits.most(limit);
        String last = Paged.read(
                        after, place -> place.map(text -> PLACE.opened(text).getFirst()))
                .orElse("");
        Optional<State> only = Optional.ofNullable(state).map(State::of);
        Paged<Entry> page = Paged.of(
                current.rules().stream()
                        .sorted(Comparator.comparing(Rule::name))
                        .filter(rule -> rule.name().compareTo(last) > 0)
                        .map(rule -> entry(rule, current, progress.get(rule.name()), paused.get(rule.name())))
                        .filter(entry -> only.isEmpty() || only.get().isOf(entry))
                        .toList(),
                most,
                entry -> PLACE.sealed(entry.name()));
        return new Overview(
                page.items(),
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

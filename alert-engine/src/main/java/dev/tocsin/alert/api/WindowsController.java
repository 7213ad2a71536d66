package dev.tocsin.alert.api;

import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.history.WindowChoice;
import dev.tocsin.alert.history.WindowPages;
import dev.tocsin.alert.history.WindowPlace;
import dev.tocsin.alert.rule.RuleBook;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What windows saw, as the history has it, newest first. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
final class WindowsController {
    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);
    private static final Set<String> ANSWERS =
            new TreeSet<>(Set.of("counted", "grouped", "noData", "undecided", "gap"));
    private static final Place PLACE = new Place("windows", 6);
    private static final int MOST_OF_ONE = 1_000;
    private static final Comparator<JsonObject> BY_REVISION_AND_GROUP = Comparator.comparingInt(
                    (JsonObject change) -> -change.getJsonObject("window").getInt("revision", 0))
            .thenComparing(change -> String.valueOf(change.get("group")));

    private final RuleBook rules;
    private final RuleViews views;
    private final WindowPages pages;
    private final HistoryReader history;

    WindowsController(RuleBook rules, RuleViews views, WindowPages pages, HistoryReader history) {
        this.rules = rules;
        this.views = views;
        this.pages = pages;
        this.history = history;
    }

    /** Of all rules, also of those that were removed. */
    @GetMapping("/windows")
    String all(
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String answer,
            @RequestParam(required = false) @Nullable String calm,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after)
            throws IOException {
        return page(choice(rule, from, to, answer, calm), limit, after).toString();
    }

    /** Those whose end is in [from, to). */
    @GetMapping("/rules/{name}/windows")
    String ofRule(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String answer,
            @RequestParam(required = false) @Nullable String calm,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after)
            throws IOException {
        known(name);
        return page(choice(name, from, to, answer, calm), limit, after).toString();
    }

    /** All records of the window that ends then, and which groups changed their state in it. */
    @GetMapping("/rules/{name}/windows/{end}")
    String one(@PathVariable String name, @PathVariable String end) throws IOException {
        known(name);
        Instant at = Limits.time("the end of the window", end).orElseThrow();
        List<JsonObject> windows = history.read("window", name, at, at.plusMillis(1), MOST_OF_ONE);
        if (windows.isEmpty()) {
            throw BadRequest.notFound(
                    "the history has no window of this rule that ends then",
                    "GET /api/v1/rules/" + name + "/windows lists them");
        }
        JsonArrayBuilder records = Json.createArrayBuilder();
        windows.forEach(records::add);
        JsonArrayBuilder transitions = Json.createArrayBuilder();
        List<JsonObject> changed = history.read("transition", name, at, at.plusMillis(1), MOST_OF_ONE + 1);
        changed.stream().limit(MOST_OF_ONE).sorted(BY_REVISION_AND_GROUP).forEach(transitions::add);
        return Json.createObjectBuilder()
                .add("rule", name)
                .add("end", at.toString())
                .add("windows", records)
                .add("transitions", transitions)
                .add("transitionsCut", changed.size() > MOST_OF_ONE)
                .build()
                .toString();
    }

    private void known(String name) {
        if (rules.current().rule(name).isEmpty()) {
            throw BadRequest.notFound(
                    "there is no rule of that name, or its file cannot be read",
                    "./tocsin rules list, or GET /api/v1/rules, shows rules and problems");
        }
    }

    private WindowChoice choice(
            @Nullable String rule,
            @Nullable String from,
            @Nullable String to,
            @Nullable String answer,
            @Nullable String calm) {
        Instant until = Limits.time("to", to).orElseGet(() -> views.now().plusSeconds(1));
        Instant since = Limits.time("from", from).orElseGet(() -> until.minus(DEFAULT_SPAN));
        if (!since.isBefore(until)) {
            throw BadRequest.because("from is not before to", "both are window ends; to itself is not included");
        }
        if (answer != null && !ANSWERS.contains(answer)) {
            throw BadRequest.because("there is no such answer", "one of " + String.join(", ", ANSWERS));
        }
        if (calm != null && !calm.equals("true") && !calm.equals("false")) {
            throw BadRequest.because("calm is not true or false", "false for windows in which an alert was active");
        }
        return new WindowChoice(rule, since, until, answer, calm == null ? null : Boolean.valueOf(calm));
    }

    private JsonObject page(WindowChoice wish, @Nullable String limit, @Nullable String after) throws IOException {
        int most = Limits.most(limit);
        Optional<Further> further = Paged.read(after, text -> text.map(Further::opened));
        WindowChoice choice =
                further.map(place -> wish.within(place.from(), place.to())).orElse(wish);
        WindowPages.Page page = pages.page(choice, further.map(Further::place), most);
        JsonArrayBuilder windows = Json.createArrayBuilder();
        page.records().forEach(windows::add);
        JsonObjectBuilder answer = Json.createObjectBuilder();
        String rule = choice.rule();
        if (rule != null) {
            answer.add("rule", rule);
        }
        answer.add("from", choice.from().toString()).add("to", choice.to().toString());
        answer.add("windows", windows);
        WindowPlace next = page.next();
        return (next == null ? answer.addNull("next") : answer.add("next", sealed(next, choice))).build();
    }

    /** With the span: the next part is of the same list, though it is asked for later. */
    private static String sealed(WindowPlace place, WindowChoice choice) {
        return PLACE.sealed(
                place.end().toString(),
                place.rule(),
                place.version(),
                Long.toString(place.revision()),
                choice.from().toString(),
                choice.to().toString());
    }

    /** Where a list goes on, and its span. */
    private record Further(WindowPlace place, Instant from, Instant to) {
        /** @throws Place.Unknown if it is no place in the list */
        static Further opened(String place) {
            List<String> parts = PLACE.opened(place);
            return new Further(
                    new WindowPlace(Place.time(parts.get(0)), parts.get(1), parts.get(2), Place.number(parts.get(3))),
                    Place.time(parts.get(4)),
                    Place.time(parts.get(5)));
        }
    }
}

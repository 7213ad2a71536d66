package dev.tocsin.alert.api;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Judgement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The alerts that there are now. A state is asked for by the word by which it is shown. */
@RestController
@RequestMapping("/api/v1/alerts")
final class AlertsController {
    private static final String ANY = "any";
    private static final String FLAPPING = "flapping";
    private static final Map<String, AlertStatus> WORDS = words();

    private final AlertViews views;
    private final Cares cares;
    private final RuleBook rules;

    AlertsController(AlertViews views, Cares cares, RuleBook rules) {
        this.views = views;
        this.cares = cares;
        this.rules = rules;
    }

    private static Map<String, AlertStatus> words() {
        Map<String, AlertStatus> words = new LinkedHashMap<>();
        for (AlertStatus status : EnumSet.complementOf(EnumSet.of(AlertStatus.NORMAL))) {
            words.put(status.inWords(), status);
        }
        return words;
    }

    /**
     * The alerts asked for.
     *
     * @param next what to give as {@code after} for those behind them; null if there are no more
     */
    record Alerts(List<Shown> alerts, @Nullable String next) {}

    /**
     * Who has an alert in hand.
     *
     * @param covers whether the alert is no worse now than what was acknowledged
     */
    record Acknowledged(
            String by, String comment, Instant at, @Nullable Instant until, boolean covers) {}

    /**
     * An alert as it is shown.
     *
     * @param id its short name: to acknowledge it
     * @param value what the last decided window had; null if it had none
     * @param threshold of the level that is breached, or was before it recovered
     * @param window that was decided last
     * @param flapping null if it does not
     * @param acknowledged null if nobody has it in hand
     * @param ruleRemoved whether the rule's file is gone: then nothing evaluates it any more, and it stands as it was
     */
    record Shown(
            String id,
            String rule,
            Map<String, String> group,
            String state,
            @Nullable String severity,
            @Nullable Instant since,
            @Nullable String episode,
            @Nullable Double value,
            @Nullable Double threshold,
            @Nullable Window window,
            AlertViews.@Nullable Flapping flapping,
            @Nullable Acknowledged acknowledged,
            boolean ruleRemoved) {}

    @GetMapping
    Alerts alerts(
            @RequestParam(defaultValue = ANY) String state,
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String severity,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        List<String> words = List.of(state.split(",", -1));
        AlertViews.Choice choice = new AlertViews.Choice(
                statesIn(words), words.contains(FLAPPING), rule, severity == null ? null : severityIn(severity));
        int most = Limits.most(limit);
        Paged<AlertViews.Alert> page = Paged.read(after, place -> views.page(choice, place, most));
        Map<String, Care> inHand = inHand(page.items());
        return new Alerts(
                page.items().stream().map(alert -> shown(alert, inHand)).toList(), page.next());
    }

    @GetMapping("/{id}")
    Shown one(@PathVariable String id) {
        AlertViews.Alert alert = views.alert(id)
                .orElseThrow(() -> BadRequest.notFound(
                        "no alert of that id is pending, fires or flaps",
                        "./tocsin alerts list, or GET /api/v1/alerts, shows alerts with their ids"));
        return shown(alert, inHand(List.of(alert)));
    }

    private Map<String, Care> inHand(List<AlertViews.Alert> alerts) {
        return cares.of(alerts.stream()
                .map(AlertViews.Alert::episode)
                .filter(Objects::nonNull)
                .toList());
    }

    private static Severity severityIn(String word) {
        return severityOf(word)
                .orElseThrow(() -> BadRequest.because("there is no such severity", "warning or critical"));
    }

    private static Set<AlertStatus> statesIn(List<String> words) {
        Set<AlertStatus> states = EnumSet.noneOf(AlertStatus.class);
        for (String word : words) {
            AlertStatus state = WORDS.get(word);
            if (state != null) {
                states.add(state);
            } else if (word.equals(ANY)) {
                states.addAll(WORDS.values());
            } else if (!word.equals(FLAPPING)) {
                throw BadRequest.because(
                        "there is no such state",
                        "any, flapping, or of " + String.join(", ", WORDS.keySet())
                                + " one or several with commas between");
            }
        }
        return states;
    }

    private Shown shown(AlertViews.Alert alert, Map<String, Care> inHand) {
        Judgement judged = alert.judged();
        return new Shown(
                alert.id(),
                alert.rule(),
                alert.group(),
                alert.state().inWords(),
                alert.severity(),
                alert.since(),
                alert.episode(),
                judged == null ? null : judged.value(),
                judged == null ? null : judged.threshold(),
                judged == null ? null : judged.window(),
                alert.flapping(),
                alert.episode() == null ? null : acknowledged(inHand.get(alert.episode()), alert),
                rules.isRemoved(alert.rule()));
    }

    private static @Nullable Acknowledged acknowledged(@Nullable Care care, AlertViews.Alert alert) {
        return care instanceof Care.LookedAfter(Acknowledgement given)
                ? new Acknowledged(
                        given.by(),
                        given.comment(),
                        given.at(),
                        given.until(),
                        given.coversSeverity(severityOf(alert.severity()).orElse(null)))
                : null;
    }

    private static Optional<Severity> severityOf(@Nullable String word) {
        return Stream.of(Severity.values())
                .filter(severity -> severity.inWords().equals(word))
                .findFirst();
    }
}

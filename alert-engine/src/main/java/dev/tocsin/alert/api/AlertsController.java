package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Judgement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The alerts that there are now. A state is asked for by the word by which it is shown. */
@RestController
@RequestMapping("/api/v1/alerts")
final class AlertsController {
    private static final String ANY = "any";
    private static final Map<String, AlertStatus> WORDS = words();

    private final AlertViews views;
    private final RuleBook rules;

    AlertsController(AlertViews views, RuleBook rules) {
        this.views = views;
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
     * An alert as it is shown.
     *
     * @param value what the last decided window had; null if it had none
     * @param threshold of the level that is breached, or was before it recovered
     * @param window that was decided last
     * @param ruleRemoved whether the rule's file is gone: then nothing evaluates it any more, and it stands as it was
     */
    record Shown(
            String rule,
            Map<String, String> group,
            String state,
            @Nullable String severity,
            @Nullable Instant since,
            @Nullable String episode,
            @Nullable Double value,
            @Nullable Double threshold,
            @Nullable Window window,
            boolean ruleRemoved) {}

    @GetMapping
    Alerts alerts(
            @RequestParam(defaultValue = ANY) String state,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        AlertViews.Page page = page(statesIn(state), Optional.ofNullable(after), Limits.most(limit));
        return new Alerts(page.alerts().stream().map(this::shown).toList(), page.next());
    }

    private AlertViews.Page page(Set<AlertStatus> states, Optional<String> after, int most) {
        try {
            return views.page(states, after, most);
        } catch (IllegalArgumentException e) {
            throw Paged.badCursor();
        }
    }

    private static Set<AlertStatus> statesIn(String text) {
        Set<AlertStatus> states = EnumSet.noneOf(AlertStatus.class);
        for (String word : text.split(",", -1)) {
            AlertStatus state = WORDS.get(word);
            if (state != null) {
                states.add(state);
            } else if (word.equals(ANY)) {
                states.addAll(WORDS.values());
            } else {
                throw BadRequest.because(
                        "there is no such state",
                        "any, or of " + String.join(", ", WORDS.keySet()) + " one or several with commas between");
            }
        }
        return states;
    }

    private Shown shown(AlertViews.Alert alert) {
        Judgement judged = alert.judged();
        return new Shown(
                alert.rule(),
                alert.group(),
                alert.state().inWords(),
                alert.severity(),
                alert.since(),
                alert.episode(),
                judged == null ? null : judged.value(),
                judged == null ? null : judged.threshold(),
                judged == null ? null : judged.window(),
                rules.isRemoved(alert.rule()));
    }
}

package dev.tocsin.alert.api;

import dev.tocsin.alert.state.AlertStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The alerts that there are now, by the words that people use. */
@RestController
@RequestMapping("/api/v1/alerts")
final class AlertsController {
    private static final Map<String, Set<AlertStatus>> WORDS = Map.of(
            "firing", EnumSet.of(AlertStatus.ALERTING, AlertStatus.RECOVERING),
            "pending", EnumSet.of(AlertStatus.PENDING),
            "no_data", EnumSet.of(AlertStatus.NO_DATA),
            "error", EnumSet.of(AlertStatus.ERROR),
            "any", EnumSet.complementOf(EnumSet.of(AlertStatus.NORMAL)));

    private final AlertViews views;

    AlertsController(AlertViews views) {
        this.views = views;
    }

    /** The alerts asked for. */
    record Alerts(List<AlertViews.Alert> alerts) {}

    @GetMapping
    Alerts alerts(
            @RequestParam(defaultValue = "any") String state, @RequestParam(required = false) @Nullable String limit) {
        Set<AlertStatus> states = WORDS.get(state);
        if (states == null) {
            throw BadRequest.because(
                    "there is no such state",
                    "one of "
                            + String.join(", ", WORDS.keySet().stream().sorted().toList()));
        }
        return new Alerts(views.alerts(states, Limits.most(limit)));
    }
}

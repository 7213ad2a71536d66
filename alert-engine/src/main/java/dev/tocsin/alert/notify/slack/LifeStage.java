package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.util.List;

/** How a life stands as a whole, by its worst alert that goes on: the colour and the word that people see first. */
enum LifeStage {
    CRITICAL("🔴 CRITICAL"),
    WARNING("🟠 WARNING"),
    NO_DATA("⚪ NO DATA"),
    RULE_FAILS("🟣 RULE FAILS"),
    ACKNOWLEDGED("🟡 ACKNOWLEDGED"),
    RECOVERING("🟡 RECOVERING"),
    CRITICAL_EVENT("🔴 EVENT"),
    EVENT("🔵 EVENT"),
    EXPIRED("⚪ NOT SEEN ANY MORE"),
    UNWATCHED("⚪ NO LONGER WATCHED"),
    RESOLVED("🟢 RESOLVED");

    private final String sign;

    LifeStage(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    static LifeStage of(Life life) {
        List<LifeAlert> open = life.alerts().stream().filter(LifeStage::goesOn).toList();
        if (open.isEmpty()) {
            return life.alerts().stream().allMatch(LifeAlert::isEvent) ? ofEvents(life) : ofEnds(life);
        }
        return open.stream().map(LifeStage::ofOpen).min(Enum::compareTo).orElse(RESOLVED);
    }

    /** Of one alert, for its line in a table. */
    static LifeStage of(LifeAlert alert) {
        if (alert.isEvent()) {
            return ofEvent(alert);
        }
        if (alert.end() != null) {
            return ofEnd(alert);
        }
        return ofOpen(alert);
    }

    private static LifeStage ofOpen(LifeAlert alert) {
        if (alert.acknowledged()) {
            return ACKNOWLEDGED;
        }
        return alert.recovering() ? RECOVERING : ofBreach(alert);
    }

    private static LifeStage ofEnds(Life life) {
        return life.alerts().stream()
                .filter(alert -> !alert.isEvent())
                .map(LifeStage::ofEnd)
                .min(Enum::compareTo)
                .orElse(RESOLVED);
    }

    private static LifeStage ofEnd(LifeAlert alert) {
        AlertNotice end = alert.end();
        if (end == null) {
            return RESOLVED;
        }
        return switch (end.kind()) {
            case EXPIRED -> EXPIRED;
            case UNWATCHED -> UNWATCHED;
            case PENDING,
                    PENDING_DROPPED,
                    FIRED,
                    ESCALATED,
                    DEESCALATED,
                    RECOVERING,
                    RELAPSED,
                    RESOLVED,
                    NO_DATA,
                    ERROR,
                    EVENT -> RESOLVED;
        };
    }

    /** Of an alert that is over: what is told of it. */
    Tale ended() {
        return switch (this) {
            case EXPIRED -> Tale.EXPIRED;
            case UNWATCHED -> Tale.UNWATCHED;
            case CRITICAL, WARNING, NO_DATA, RULE_FAILS, ACKNOWLEDGED, RECOVERING, CRITICAL_EVENT, EVENT, RESOLVED ->
                Tale.RESOLVED;
        };
    }

    static boolean goesOn(LifeAlert alert) {
        return alert.end() == null && !alert.isEvent();
    }

    private static LifeStage ofEvents(Life life) {
        return life.alerts().stream()
                .map(LifeStage::ofEvent)
                .min(Enum::compareTo)
                .orElse(EVENT);
    }

    private static LifeStage ofEvent(LifeAlert alert) {
        if (alert.breach().kind() != TransitionKind.EVENT) {
            return RULE_FAILS;
        }
        return alert.breach().severity() == Severity.CRITICAL ? CRITICAL_EVENT : EVENT;
    }

    private static LifeStage ofBreach(LifeAlert alert) {
        return switch (alert.breach().kind()) {
            case NO_DATA -> NO_DATA;
            case ERROR -> RULE_FAILS;
            case PENDING,
                    PENDING_DROPPED,
                    FIRED,
                    ESCALATED,
                    DEESCALATED,
                    RECOVERING,
                    RELAPSED,
                    RESOLVED,
                    EXPIRED,
                    UNWATCHED,
                    EVENT -> alert.breach().severity() == Severity.CRITICAL ? CRITICAL : WARNING;
        };
    }
}

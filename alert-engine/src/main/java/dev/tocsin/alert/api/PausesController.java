package dev.tocsin.alert.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.state.AlertStatus;
import java.security.Principal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Stops rules for a while. A body has to say that it is JSON: a page in a browser cannot send that to another address
 * without being asked, so that none can pause rules behind somebody's back.
 */
@RestController
@RequestMapping("/api/v1/rules/{name}/pause")
final class PausesController {
    private static final Logger LOG = LoggerFactory.getLogger(PausesController.class);
    private static final int MOST_ALERTS = 100_000;

    private final RuleBook rules;
    private final RulePauses pauses;
    private final AlertViews alerts;
    private final AuditLog audit;

    PausesController(RuleBook rules, RulePauses pauses, AlertViews alerts, AuditLog audit) {
        this.rules = rules;
        this.pauses = pauses;
        this.alerts = alerts;
        this.audit = audit;
    }

    /**
     * What is asked.
     *
     * @param by what the caller says of who wants it; the name of the token goes with it
     * @param length {@code for}: such as 2h; null until somebody resumes it
     */
    record Wish(
            @JsonProperty("for") @Nullable String length,
            @Nullable String comment,
            @Nullable String by) {}

    /**
     * A rule that is paused.
     *
     * @param standing alerts that stay as they are meanwhile
     */
    record Paused(String rule, Pause pause, int standing) {}

    /** A rule that goes on. */
    record Resumed(String rule) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Paused pause(@PathVariable String name, @RequestBody Wish wish, Principal principal) {
        if (rules.current().rule(name).isEmpty()) {
            throw BadRequest.notFound(
                    "there is no rule of that name", "./tocsin rules list, or GET /api/v1/rules, shows them");
        }
        Optional<Duration> length = Terms.length(wish.length());
        String by = Visitor.signature(principal, wish.by());
        String comment = Terms.comment(wish.comment());
        // Before the change: one that was made is not to be answered by what could not be read after it.
        AlertViews.Choice ofRule =
                new AlertViews.Choice(EnumSet.complementOf(EnumSet.of(AlertStatus.NORMAL)), false, name, null);
        int standing =
                alerts.page(ofRule, Optional.empty(), MOST_ALERTS).items().size();
        Pause pause = audit.changing(trail -> {
            Pause made = pauses.pause(name, length, by, comment);
            trail.add(by, "pause", "rule " + name, detail(made));
            return made;
        });
        LOG.atInfo()
                .addKeyValue("rule", name)
                .addKeyValue("by", by)
                .addKeyValue("until", pause.until())
                .log("A rule is paused");
        return new Paused(name, pause, standing);
    }

    @DeleteMapping
    Resumed resume(@PathVariable String name, Principal principal) {
        String by = Visitor.signature(principal, null);
        // A rule that was removed meanwhile is let go as well.
        boolean isResumed = audit.changing(trail -> {
            boolean wasPaused = pauses.resume(name);
            if (wasPaused) {
                trail.add(by, "resume", "rule " + name, "");
            }
            return wasPaused;
        });
        if (!isResumed) {
            throw BadRequest.notFound(
                    "the rule is not paused", "./tocsin rules list, or GET /api/v1/rules, shows which are");
        }
        LOG.atInfo().addKeyValue("rule", name).addKeyValue("by", by).log("A rule is resumed");
        return new Resumed(name);
    }

    private static String detail(Pause pause) {
        String length = pause.until() == null ? "until it is resumed" : "until " + pause.until();
        return pause.comment().isEmpty() ? length : length + ": " + pause.comment();
    }
}

package dev.tocsin.alert.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.state.AlertStatus;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes an alert in hand: people are not reminded of it while it gets no worse. A body has to say that it is JSON. */
@RestController
@RequestMapping("/api/v1/alerts/{id}/acknowledge")
final class AcknowledgementsController {
    private static final Logger LOG = LoggerFactory.getLogger(AcknowledgementsController.class);
    private static final int CONFLICT = 409;
    private static final String WHERE = "./tocsin alerts list, or GET /api/v1/alerts, shows alerts with their ids";

    private final AlertViews alerts;
    private final AlertAcknowledgements acknowledgements;
    private final AuditLog audit;

    AcknowledgementsController(AlertViews alerts, AlertAcknowledgements acknowledgements, AuditLog audit) {
        this.alerts = alerts;
        this.acknowledgements = acknowledgements;
        this.audit = audit;
    }

    /**
     * What is asked.
     *
     * @param length {@code for}: such as 2h; null until the episode ends
     * @param by what the caller says of who wants it; the name of the token goes with it
     */
    record Wish(
            @JsonProperty("for") @Nullable String length,
            @Nullable String comment,
            @Nullable String by) {}

    /** An alert that somebody has in hand. */
    record Acknowledged(String id, String rule, Map<String, String> group, Acknowledgement acknowledged) {}

    /** An alert that nobody has in hand any more. */
    record Undone(String id, String rule, Map<String, String> group) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Acknowledged acknowledge(@PathVariable String id, @RequestBody Wish wish, Principal principal) {
        AlertViews.Alert alert = firing(id);
        String by = Visitor.signature(principal, wish.by());
        Optional<Duration> length = Terms.length(wish.length());
        String comment = Terms.comment(wish.comment());
        Acknowledgement given = audit.changing(trail -> {
            Acknowledgement made = acknowledgements
                    .acknowledge(alert, length, by, comment)
                    .orElseThrow(() -> new BadRequest(CONFLICT, "the alert has just ended", WHERE));
            String until = made.until() == null ? "until it ends" : "until " + made.until();
            trail.add(by, "acknowledge", "alert " + id, alert.rule() + ", " + until);
            return made;
        });
        LOG.atInfo()
                .addKeyValue("rule", alert.rule())
                .addKeyValue("alert", id)
                .addKeyValue("by", by)
                .addKeyValue("until", given.until())
                .log("An alert is acknowledged");
        return new Acknowledged(id, alert.rule(), alert.group(), given);
    }

    @DeleteMapping
    Undone undo(@PathVariable String id, @RequestParam(required = false) @Nullable String by, Principal principal) {
        AlertViews.Alert alert = firing(id);
        String who = Visitor.signature(principal, by);
        String episode = alert.episode();
        boolean isUndone = audit.changing(trail -> {
            boolean wasInHand = episode != null && acknowledgements.undo(episode, who);
            if (wasInHand) {
                trail.add(who, "unacknowledge", "alert " + id, alert.rule());
            }
            return wasInHand;
        });
        if (!isUndone) {
            throw BadRequest.notFound("the alert is not acknowledged", WHERE);
        }
        LOG.atInfo()
                .addKeyValue("rule", alert.rule())
                .addKeyValue("alert", id)
                .addKeyValue("by", who)
                .log("An alert is not acknowledged any more");
        return new Undone(id, alert.rule(), alert.group());
    }

    private AlertViews.Alert firing(String id) {
        AlertViews.Alert alert = alerts.alert(id)
                .filter(found -> found.state() != AlertStatus.NORMAL)
                .orElseThrow(() -> BadRequest.notFound("no alert of that id is pending or firing", WHERE));
        if (alert.state() == AlertStatus.PENDING) {
            throw new BadRequest(
                    CONFLICT,
                    "the alert does not fire yet: its condition does not hold for long enough",
                    "nobody was told of it; acknowledge it when it fires");
        }
        return alert;
    }
}

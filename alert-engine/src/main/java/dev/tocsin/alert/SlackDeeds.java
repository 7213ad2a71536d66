package dev.tocsin.alert;

import dev.tocsin.alert.api.AlertAcknowledgements;
import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.api.Explanations;
import dev.tocsin.alert.api.Silences;
import dev.tocsin.alert.notify.StandingAlerts;
import dev.tocsin.alert.notify.slack.SlackActions;
import dev.tocsin.alert.route.AlertLabels;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.state.AlertId;
import dev.tocsin.alert.state.AlertStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the buttons of a Slack message do: the same as the API does, for all alerts of the message that go on. */
final class SlackDeeds implements SlackActions {
    /** With more alerts the silence is for their rules as a whole, and the answer says so. */
    private static final int MOST_SILENCES = 20;

    private static final String OVER = "Nothing of this message fires any more.";

    private final StandingAlerts alerts;
    private final AlertAcknowledgements acknowledgements;
    private final Silences silences;
    private final Explanations explanations;
    private final RuleBook rules;
    private final AuditLog audit;

    SlackDeeds(
            StandingAlerts alerts,
            AlertAcknowledgements acknowledgements,
            Silences silences,
            Explanations explanations,
            RuleBook rules,
            AuditLog audit) {
        this.alerts = alerts;
        this.acknowledgements = acknowledgements;
        this.silences = silences;
        this.explanations = explanations;
        this.rules = rules;
        this.audit = audit;
    }

    @Override
    public String acknowledge(String lifeId, String user) {
        int count = 0;
        for (AlertNotice notice : alerts.goingOn(lifeId)) {
            String id = AlertId.of(notice.rule(), notice.group());
            AlertViews.Alert alert = new AlertViews.Alert(
                    id,
                    notice.rule(),
                    notice.group().values(),
                    AlertStatus.ALERTING,
                    null,
                    notice.since(),
                    notice.episodeId(),
                    null,
                    null);
            boolean isInHand = audit.changing(trail -> {
                boolean given = acknowledgements
                        .acknowledge(alert, Optional.empty(), inSlack(user), "")
                        .isPresent();
                if (given) {
                    trail.add(inSlack(user), "acknowledge", "alert " + id, notice.rule() + ", until it ends");
                }
                return given;
            });
            if (isInHand) {
                count++;
            }
        }
        return count == 0
                ? OVER
                : "You look after " + Counts.of(count, "alert") + " until " + (count == 1 ? "it ends" : "they end")
                        + ": nobody is reminded unless it gets worse. To undo it: ./tocsin alerts list, and unack with its id";
    }

    @Override
    public String silence(String lifeId, Duration length, String user) {
        List<AlertNotice> open = alerts.goingOn(lifeId);
        if (open.isEmpty()) {
            return OVER;
        }
        boolean isBroad = open.size() > MOST_SILENCES;
        Instant now = silences.now();
        Instant end = now.plus(length);
        List<String> ids = new ArrayList<>();
        for (List<Matcher> matchers : open.stream()
                .map(notice -> isBroad ? ofRule(notice) : ofAlert(notice))
                .distinct()
                .toList()) {
            Silence silence = standing(matchers, end, now).orElseGet(() -> added(matchers, now, end, user));
            ids.add(silence.id());
        }
        return "Nobody is told of " + (isBroad ? "these rules, of whatever group," : Counts.of(open.size(), "alert"))
                + " until " + Wording.time(end) + ". What fires then is told. To undo it: ./tocsin silences end ID, of "
                + String.join(", ", ids);
    }

    private Silence added(List<Matcher> matchers, Instant now, Instant end, String user) {
        return audit.changing(trail -> {
            Silence silence = silences.add(matchers, now, end, inSlack(user), "by the button of the message");
            trail.add(inSlack(user), "silence", "silence " + silence.id(), silence.inWords() + " until " + end);
            return silence;
        });
    }

    /** A press that came twice, by two engines, has one silence. */
    private Optional<Silence> standing(List<Matcher> matchers, Instant end, Instant now) {
        return silences.activeAt(now).stream()
                .filter(silence -> textsOf(silence.matchers()).equals(textsOf(matchers)))
                .filter(silence -> Duration.between(silence.endsAt(), end).abs().compareTo(Duration.ofMinutes(1)) < 0)
                .findFirst();
    }

    private static List<String> textsOf(List<Matcher> matchers) {
        return matchers.stream().map(Matcher::text).sorted().toList();
    }

    private static List<Matcher> ofRule(AlertNotice notice) {
        return List.of(Matcher.equal("rule", AlertLabels.of(notice).getOrDefault("rule", notice.rule())));
    }

    /** By the labels as silences see them; of an alert of no group, none of its rule's groups is meant. */
    private List<Matcher> ofAlert(AlertNotice notice) {
        Map<String, String> labels = AlertLabels.of(notice);
        Set<String> names = new LinkedHashSet<>(List.of("rule"));
        names.addAll(notice.group().values().keySet());
        rules.current().rule(notice.rule()).ifPresent(rule -> names.addAll(rule.groupBy()));
        return names.stream()
                .map(name -> Matcher.equal(name, labels.getOrDefault(name, "")))
                .toList();
    }

    @Override
    public String why(String lifeId, String user) {
        List<AlertNotice> open = alerts.goingOn(lifeId);
        if (open.isEmpty()) {
            return OVER;
        }
        AlertNotice newest = open.getLast();
        Optional<Rule> rule = rules.current().rule(newest.rule());
        if (rule.isEmpty()) {
            return "The rule " + newest.rule() + " was removed. It fired: " + newest.reason();
        }
        try {
            return WhyText.of(
                    newest, explanations.explain(rule.get(), newest.window().end()));
        } catch (IOException e) {
            return "The history cannot be read now. It fired: " + newest.reason();
        }
    }

    private static String inSlack(String user) {
        return user + " (Slack)";
    }
}

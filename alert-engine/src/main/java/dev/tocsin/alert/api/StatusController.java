package dev.tocsin.alert.api;

import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.history.HistoryBacklog;
import dev.tocsin.alert.history.HistoryWriter;
import dev.tocsin.alert.notify.ChannelBook;
import dev.tocsin.alert.notify.ChannelState;
import dev.tocsin.alert.notify.DeliveryQueue;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.rule.Calendars;
import dev.tocsin.alert.rule.Problem;
import dev.tocsin.alert.rule.QueryLibrary;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.ValueLists;
import dev.tocsin.alert.state.AlertStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The engine on one page: what runs, what fails, what waits. */
@RestController
@RequestMapping("/api/v1/status")
final class StatusController {
    private static final int MOST_PROBLEMS = 10;
    private static final int MOST_ALERTS = 1_000;

    private final RuleBook rules;
    private final RuleViews ruleViews;
    private final RulePauses pauses;
    private final AlertViews alertViews;
    private final DeliveryQueue queue;
    private final ChannelBook book;
    private final HistoryBacklog backlog;
    private final HistoryWriter writer;
    private final HeartbeatParts heartbeat;

    StatusController(
            RuleBook rules,
            RuleViews ruleViews,
            RulePauses pauses,
            AlertViews alertViews,
            DeliveryQueue queue,
            ChannelBook book,
            HistoryBacklog backlog,
            HistoryWriter writer,
            HeartbeatParts heartbeat) {
        this.rules = rules;
        this.ruleViews = ruleViews;
        this.pauses = pauses;
        this.alertViews = alertViews;
        this.queue = queue;
        this.book = book;
        this.backlog = backlog;
        this.writer = writer;
        this.heartbeat = heartbeat;
    }

    /**
     * The page.
     *
     * @param now of the database
     * @param attention what a person should look at, in words; empty when all is well
     */
    record Status(
            Instant now,
            List<String> attention,
            RuleCount rules,
            int firing,
            int recovering,
            Outbox outbox,
            HistoryBacklog.Depth history,
            HeartbeatController.Shown heartbeat) {}

    /** Rules by how they are. */
    record RuleCount(int enabled, int disabled, int broken, List<String> failing, List<String> paused) {}

    /** What waits to be told. */
    record Outbox(long waiting, long oldestSeconds, long dead, List<String> failingChannels) {}

    @GetMapping
    Status status() {
        RuleCount ruleCount = countRules();
        Outbox outbox = outbox();
        return new Status(
                ruleViews.now(),
                attention(ruleCount, outbox),
                ruleCount,
                count(AlertStatus.ALERTING),
                count(AlertStatus.RECOVERING),
                outbox,
                backlog.depth(),
                HeartbeatController.Shown.of(heartbeat.standing()));
    }

    private int count(AlertStatus state) {
        return alertViews.alerts(EnumSet.of(state), MOST_ALERTS).size();
    }

    private RuleCount countRules() {
        RuleSet current = rules.current();
        Map<String, RuleViews.Progress> progress = ruleViews.progress();
        List<String> failing = new ArrayList<>();
        for (Rule rule : current.rules()) {
            RuleViews.Progress of = progress.get(rule.name());
            if (rule.enabled() && of != null && of.failingSince() != null) {
                failing.add(rule.name());
            }
        }
        int enabled = (int) current.rules().stream().filter(Rule::enabled).count();
        return new RuleCount(
                enabled,
                current.rules().size() - enabled,
                current.broken().size(),
                failing,
                pauses.pauses().keySet().stream().sorted().toList());
    }

    private Outbox outbox() {
        List<ChannelState> states = queue.states().stream()
                .filter(state -> !state.channel().equals(HeartbeatRule.CHANNEL))
                .toList();
        return new Outbox(
                states.stream().mapToLong(ChannelState::waiting).sum(),
                states.stream().mapToLong(ChannelState::oldestSeconds).max().orElse(0),
                states.stream().mapToLong(ChannelState::dead).sum(),
                states.stream()
                        .filter(state -> state.failingSince() != null)
                        .map(ChannelState::channel)
                        .toList());
    }

    private List<String> queries() {
        QueryLibrary queries = rules.references().queries();
        List<String> attention = new ArrayList<>();
        if (!queries.broken().isEmpty()) {
            attention.add("saved queries that cannot be read: "
                    + queries.broken().size() + " (./tocsin queries list, or GET /api/v1/queries)");
        }
        queries.problems().stream()
                .filter(Problem::isError)
                .limit(MOST_PROBLEMS)
                .forEach(problem -> attention.add(problem.inWords()));
        queries.kibanaTrouble().ifPresent(attention::add);
        List<String> gone = queries.kibana().stream()
                .filter(entry -> entry.goneSince() != null && rules.refersTo(entry.key()))
                .map(entry -> entry.object().title())
                .toList();
        if (!gone.isEmpty()) {
            attention.add("rules go on with what is no longer in Kibana: " + String.join(", ", gone));
        }
        return attention;
    }

    private List<String> calendarsAndLists() {
        Calendars calendars = rules.references().calendars();
        ValueLists lists = rules.references().lists();
        List<String> attention = new ArrayList<>();
        if (!calendars.broken().isEmpty()) {
            attention.add("calendars that cannot be read: " + String.join(", ", calendars.broken())
                    + " (GET /api/v1/calendars)");
        }
        if (!lists.broken().isEmpty()) {
            attention.add("lists that cannot be read: " + lists.broken().size() + " (GET /api/v1/lists)");
        }
        Stream.concat(calendars.problems().stream(), lists.problems().stream())
                .filter(Problem::isError)
                .limit(MOST_PROBLEMS)
                .forEach(problem -> attention.add(problem.inWords()));
        return attention;
    }

    private List<String> attention(RuleCount ruleCount, Outbox outbox) {
        NotificationConfig config = book.current();
        List<String> attention = new ArrayList<>(config.warnings());
        config.problems().forEach(problem -> attention.add(problem.inWords()));
        if (ruleCount.broken() > 0) {
            attention.add("rules that cannot be read: " + ruleCount.broken()
                    + " (./tocsin rules list, or GET /api/v1/rules)");
            rules.current().problems().stream()
                    .filter(Problem::isError)
                    .limit(MOST_PROBLEMS)
                    .forEach(problem -> attention.add(problem.inWords()));
        }
        attention.addAll(queries());
        attention.addAll(calendarsAndLists());
        if (!ruleCount.failing().isEmpty()) {
            attention.add("rules that cannot be evaluated: " + String.join(", ", ruleCount.failing())
                    + " (./tocsin rules show NAME, or GET /api/v1/rules/NAME, says why)");
        }
        if (!ruleCount.paused().isEmpty()) {
            attention.add("rules that are paused: " + String.join(", ", ruleCount.paused())
                    + " (./tocsin rules list, or GET /api/v1/rules)");
        }
        List<String> removed =
                alertViews.rulesWithAlerts().stream().filter(rules::isRemoved).toList();
        if (!removed.isEmpty()) {
            attention.add("alerts that stand though their rule was removed: " + String.join(", ", removed)
                    + " (GET /api/v1/alerts)");
        }
        if (!outbox.failingChannels().isEmpty()) {
            attention.add("channels that do not deliver: " + String.join(", ", outbox.failingChannels()));
        }
        if (outbox.dead() > 0) {
            attention.add(
                    "notifications given up: " + outbox.dead() + " (GET /api/v1/notifications?state=dead lists them)");
        }
        HeartbeatParts.Standing beats = heartbeat.standing();
        if (beats.stalled() != null) {
            attention.add("the heartbeat stalls since " + beats.since() + ": " + beats.reason());
        }
        if (!beats.urlTrouble().isEmpty()) {
            attention.add("the heartbeat's URL cannot be called: " + beats.urlTrouble());
        }
        if (!writer.trouble().isEmpty()) {
            attention.add("the history is behind: " + writer.trouble());
        }
        return attention;
    }
}

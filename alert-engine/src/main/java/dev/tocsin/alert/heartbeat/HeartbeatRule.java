package dev.tocsin.alert.heartbeat;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.NoData;
import dev.tocsin.alert.rule.OnError;
import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.RuleSet;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rule that sees the beats: evaluated, committed and told like any other, through a channel of its own. Neither has a
 * name that a person's could have.
 */
public final class HeartbeatRule {
    public static final String NAME = ".heartbeat";
    public static final String CHANNEL = ".heartbeat";

    /** Of the events: the sealed beat. */
    static final String FIELD = "labels.heartbeat";

    /** What the events say is their service. The ingest service makes their stream of it. */
    static final String SERVICE = RuleQuery.HEARTBEAT_SERVICE;

    private static final int MOST_GROUPS = 100;

    private final Rule rule;
    private final Router router = new Router(Routes.to(CHANNEL), List.of(CHANNEL));

    /**
     * @param every the length of its windows too
     * @param delay how long after its end a window is looked at
     */
    public HeartbeatRule(Duration every, Duration delay) {
        this.rule = new Rule(
                NAME,
                "",
                "Heartbeat of the engine",
                null,
                true,
                Map.of(),
                Map.of(),
                RuleQuery.ofStreams(
                        List.of(RuleQuery.HEARTBEAT_STREAMS),
                        QueryLanguage.DSL,
                        "{\"exists\":{\"field\":\"" + FIELD + "\"}}"),
                "@timestamp",
                List.of(FIELD),
                new Condition.Each(Severity.CRITICAL),
                every,
                new Schedule.Every(every),
                delay,
                NoData.OK,
                OnError.KEEP,
                Duration.ZERO,
                Duration.ZERO,
                null,
                MOST_GROUPS,
                every,
                Duration.ZERO,
                List.of(CHANNEL),
                "heartbeat " + every);
    }

    public static boolean isOurs(String rule) {
        return rule.equals(NAME);
    }

    /** The rules of people, and this one. */
    public RuleSet beside(RuleSet rules) {
        return new RuleSet(
                Stream.concat(rules.rules().stream(), Stream.of(rule)).toList(), rules.problems(), rules.broken());
    }

    /** To its channel, whatever the routes of people say. */
    public List<NotificationIntent> intentsFor(AlertNotice notice, List<String> channels, Instant now, boolean held) {
        return router.intentsFor(notice, channels, now, held).stream()
                // No timers: each beat by itself, at once.
                .map(intent -> new NotificationIntent(
                        intent.id(), intent.channel(), intent.groupKey(), now, intent.held(), intent.notice()))
                .toList();
    }

    Duration delay() {
        return rule.delay();
    }
}

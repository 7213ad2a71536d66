package dev.tocsin.alert;

import dev.tocsin.alert.api.Previews;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Difference;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Direction;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a rule would send: by the router and the renderer of the engine, with the last alert or with example values. */
final class PreviewWriter implements Previews {
    private final Supplier<NotificationConfig> config;
    private final SlackRenderer renderer;
    private final InstantSource clock;

    PreviewWriter(Supplier<NotificationConfig> config, SlackRenderer renderer, InstantSource clock) {
        this.config = config;
        this.renderer = renderer;
        this.clock = clock;
    }

    @Override
    public Preview of(Rule rule, Optional<AlertNotice> last) {
        Instant now = clock.instant();
        NotificationConfig inForce = config.get();
        Router router = inForce.router();
        // Where the next alarm goes is up to the labels of today.
        AlertNotice notice = last.map(old -> old.labelled(rule.labels())).orElseGet(() -> exampleNotice(rule, now));
        Tale tale = switch (notice.kind()) {
            case ESCALATED -> Tale.ESCALATED;
            case EVENT -> Tale.EVENT;
            case NO_DATA -> Tale.NO_DATA;
            case ERROR -> Tale.ERROR;
            case RESOLVED -> Tale.RESOLVED;
            case FIRED, PENDING, PENDING_DROPPED, DEESCALATED, RECOVERING, RELAPSED, EXPIRED, UNWATCHED -> Tale.FIRED;
        };
        Story story = new Story(tale, notice, null, Duration.ZERO, List.of());
        Message message = new Message(tale, List.of(story), false);
        List<String> reached = router.intentsFor(notice, rule.channels(), now, false).stream()
                .map(NotificationIntent::channel)
                .toList();
        return new Preview(
                last.isPresent(),
                notice.window().end(),
                reached,
                router.wayOf(notice, rule.channels()),
                renderer.render(message).json(),
                reached.stream()
                        .flatMap(name -> written(inForce.channels(), name, message))
                        .toList());
    }

    /** With what might differ, where that is looked for. */
    private static AlertNotice exampleNotice(Rule rule, Instant now) {
        AlertNotice notice = NoticeWriter.notice(rule, example(rule, now), List.of(), now);
        return notice.kind() == TransitionKind.FIRED && !rule.condition().isTroubleBelow()
                ? notice.differing(List.of(new Difference("host.name", "example", 92, 100, 40, 1_000, 24)))
                : notice;
    }

    private static Stream<Written> written(List<Channel> channels, String name, Message message) {
        return channels.stream()
                .filter(channel -> channel.name().equals(name))
                .map(channel -> new Written(name, channel.type(), channel.preview(message)));
    }

    /** The last window that is due, just over the worst threshold. */
    private static Transition example(Rule rule, Instant now) {
        Instant longAgo = now.minus(Duration.ofDays(32));
        Instant latest = DueWindows.latestEnd(rule, longAgo, now);
        Instant end = latest.isAfter(longAgo) ? latest : now;
        Example example = exampleOf(rule.condition());
        Map<String, String> group = new LinkedHashMap<>();
        rule.groupBy().forEach(field -> group.put(field, "example"));
        return new Transition(
                rule.name(),
                rule.version(),
                new GroupKey(group),
                new Window(end.minus(rule.window()), end),
                example.kind(),
                AlertStatus.NORMAL,
                AlertStatus.ALERTING,
                rule.name() + "|example",
                end,
                example.severity(),
                example.value(),
                example.threshold(),
                "example values",
                null);
    }

    private record Example(
            TransitionKind kind,
            Severity severity,
            double value,
            @Nullable Double threshold) {}

    private static Example exampleOf(Condition condition) {
        return switch (condition) {
            case Condition.Each(Severity severity) -> new Example(TransitionKind.EVENT, severity, 1, null);
            case Condition.NewValue(var _, var _, var _, Severity severity) ->
                new Example(TransitionKind.EVENT, severity, 1, null);
            case Condition.ValueChange(var _, var _, Severity severity) ->
                new Example(TransitionKind.EVENT, severity, 1, null);
            case Condition.Absence(Severity severity, var _) -> new Example(TransitionKind.FIRED, severity, 0, null);
            case Condition.Count(Levels levels) -> over(levels);
            case Condition.Metric(var _, Levels levels) -> over(levels);
            case Condition.Ratio(var _, long _, Levels levels) -> over(levels);
            case Condition.Change change -> over(change.levels());
        };
    }

    private static Example over(Levels levels) {
        double threshold = levels.thresholdOf(levels.worst());
        double value = levels.direction() == Direction.BELOW ? Math.max(0, threshold - 1) : threshold + 1;
        return new Example(TransitionKind.FIRED, levels.worst(), value, threshold);
    }
}

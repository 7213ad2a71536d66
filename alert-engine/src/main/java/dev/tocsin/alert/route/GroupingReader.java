package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads what a route, or the default, says of groups and timers; what it does not say it has from above. */
final class GroupingReader {
    static final List<String> KEYS = List.of("groupBy", "groupWait", "groupInterval", "repeatInterval", "escalate");

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration SHORTEST_REPEAT = Duration.ofMinutes(1);

    private final Collection<String> channels;

    /** @param channels the names in channels.yml */
    GroupingReader(Collection<String> channels) {
        this.channels = channels;
    }

    Grouping read(ConfigSection entry, Grouping above) {
        return new Grouping(
                by(entry, above.by()),
                duration(entry, "groupWait", Duration.ZERO, LONGEST_WAIT).or(above::groupWait),
                duration(entry, "groupInterval", Duration.ZERO, LONGEST).orElse(above.groupInterval()),
                repeat(entry).orElse(above.repeatInterval()),
                entry.has("escalate") ? escalations(entry) : above.escalations());
    }

    private static List<String> by(ConfigSection entry, List<String> above) {
        return entry.list("groupBy", text -> Optional.of(text.text()))
                .map(labels -> {
                    if (labels.contains(Grouping.EACH) && labels.size() > 1) {
                        entry.report(
                                "groupBy",
                                "'...' beside other labels",
                                "groupBy: ['...'] alone tells each alert for itself");
                    }
                    return labels.stream().distinct().toList();
                })
                .orElse(above);
    }

    private static Optional<Duration> repeat(ConfigSection entry) {
        return entry.text("repeatInterval").filter("never"::equals).isPresent()
                ? Optional.of(Duration.ZERO)
                : duration(entry, "repeatInterval", SHORTEST_REPEAT, LONGEST);
    }

    private static Optional<Duration> duration(ConfigSection entry, String key, Duration least, Duration most) {
        Optional<String> text = entry.text(key);
        Optional<Duration> duration = text.flatMap(DurationText::parse)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
        if (text.isPresent() && duration.isEmpty()) {
            entry.report(
                    key,
                    "'" + text.get() + "' is no time from " + DurationText.of(least) + " to " + DurationText.of(most),
                    key.equals("repeatInterval") ? "such as 4h, or never" : "such as 30s, 5m, 4h");
        }
        return duration;
    }

    private List<Escalation> escalations(ConfigSection entry) {
        List<Escalation> escalations = new ArrayList<>();
        for (ConfigSection step : entry.sections("escalate")) {
            step.allowOnly("after", "channel");
            Optional<Duration> after = duration(step, "after", Duration.ofSeconds(1), LONGEST);
            if (!step.has("after")) {
                step.report("after", "missing", "such as 15m: how long nobody acknowledged it");
            }
            if (!step.has("channel")) {
                step.report("channel", "missing", "who hears of it then");
            }
            Optional<String> channel = RoutesFile.channelOf(step, channels);
            if (after.isPresent() && channel.isPresent()) {
                escalations.add(new Escalation(after.get(), channel.get()));
            }
        }
        escalations.sort(Comparator.comparing(Escalation::after));
        return escalations;
    }
}

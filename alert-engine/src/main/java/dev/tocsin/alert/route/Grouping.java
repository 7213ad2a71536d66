package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which alerts of a route are told together, and how often: Alertmanager's timers.
 *
 * @param by labels whose values make a group; none: all in one; {@code ...}: each alert for itself
 * @param groupWait from the first alert of a group to its message; empty: none for what is critical, 10 s for the rest
 * @param groupInterval least time between two posts about a group
 * @param repeatInterval after which what fires still is told again; zero: never
 * @param escalations in the order of their time
 */
public record Grouping(
        List<String> by,
        Optional<Duration> groupWait,
        Duration groupInterval,
        Duration repeatInterval,
        List<Escalation> escalations) {
    /** Unless a route says otherwise. */
    public static final Grouping STANDARD =
            new Grouping(List.of("rule"), Optional.empty(), Duration.ofMinutes(5), Duration.ofHours(4), List.of());

    /** In {@link #by}: each alert for itself. */
    static final String EACH = "...";

    private static final int LONGEST_KEY = 300;
    private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

    public Grouping {
        by = List.copyOf(by);
        escalations = List.copyOf(escalations);
    }

    /** Names the group of an alert; alerts of one group have the same. Short, whatever a log says. */
    String keyOf(AlertNotice notice) {
        String key = wholeKeyOf(notice);
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY / 2) + "…" + Digest.of(List.of(key));
    }

    private String wholeKeyOf(AlertNotice notice) {
        if (by.equals(List.of("rule"))) {
            return notice.rule();
        }
        if (by.contains(EACH)) {
            return notice.rule() + "|" + notice.group().canonical();
        }
        Map<String, String> labels = AlertLabels.of(notice);
        Map<String, String> values = new TreeMap<>();
        by.forEach(label -> values.put(label, labels.getOrDefault(label, "")));
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=\""
                        + entry.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** An end is told at once: nobody has to be called for it. */
    Duration waitFor(AlertNotice notice) {
        if (Router.isEnd(notice.kind())) {
            return Duration.ZERO;
        }
        return groupWait.orElse(notice.severity() == Severity.CRITICAL ? Duration.ZERO : USUAL_WAIT);
    }

    /** @param isLiving whether the channel changes a message instead of posting another one */
    Timing timing(boolean isLiving) {
        return new Timing(isLiving ? Duration.ZERO : groupInterval, repeatInterval);
    }
}

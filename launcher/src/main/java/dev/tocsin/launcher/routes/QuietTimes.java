package dev.tocsin.launcher.routes;

import dev.tocsin.alert.route.Inhibition;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Route;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.TimeInterval;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** What routes.yml says of when nobody is told, and of which alerts hide which, in words. */
final class QuietTimes {
    private QuietTimes() {}

    /** All of it, as it is then. */
    static void tell(Routes routes, Instant when, Terminal terminal) {
        if (!routes.timeIntervals().isEmpty()) {
            terminal.line("");
            terminal.line("Time intervals at " + Wording.time(when) + ":");
            Table table = new Table();
            routes.timeIntervals().forEach(interval -> table.row(interval.name(), stateOf(interval, when)));
            table.lines().forEach(terminal::line);
        }
        if (!routes.inhibitions().isEmpty()) {
            terminal.line("");
            terminal.line("While it fires:");
            Table table = new Table();
            routes.inhibitions().forEach(inhibition -> table.row(inhibition.inWords(), "(" + inhibition.name() + ")"));
            table.linesWithin(terminal.isMoving() ? terminal.width() : Integer.MAX_VALUE)
                    .forEach(terminal::line);
        }
    }

    private static String stateOf(TimeInterval interval, Instant when) {
        return interval.contains(when) ? "mutes" + until(interval, when) : "does not mute";
    }

    private static String until(TimeInterval interval, Instant when) {
        return interval.endFrom(when).map(end -> " until " + Wording.time(end)).orElse("");
    }

    /** The end of a sentence about who hears; empty if the route is not muted then. */
    static String muteOf(Route route, Instant when) {
        return route.mutedAt(when)
                .map(mute -> "; not at " + Wording.time(when) + ": muted by " + mute.inWords())
                .orElse("");
    }

    /** Which alerts would hide one with these labels. */
    static void tellWhatHides(Routes routes, Map<String, String> labels, Terminal terminal) {
        for (Inhibition inhibition : routes.inhibitions()) {
            if (inhibition.isTarget(labels)) {
                terminal.text(PlainText.of("It is hidden while another alert with "
                        + inhibition.source().stream().map(Matcher::text).collect(Collectors.joining(", "))
                        + inhibition.equal().stream()
                                .map(label -> labels.containsKey(label)
                                        ? " and " + label + "=" + labels.get(label)
                                        : " and no " + label)
                                .collect(Collectors.joining())
                        + " fires (" + inhibition.name() + ")."));
            }
        }
    }
}

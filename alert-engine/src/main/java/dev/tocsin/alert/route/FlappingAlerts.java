package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.state.Flap;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The alerts that flap now: of their changes nobody is told until they hold still, but for the one with which that began and
 * what is worse than ever since. What was decided before is told as well. Pure.
 */
public final class FlappingAlerts implements Suppressions {
    private final Map<Key, Flapping> byAlert;

    public FlappingAlerts(Collection<Flapping> alerts) {
        this.byAlert = alerts.stream()
                .collect(Collectors.toMap(
                        alert -> new Key(alert.rule(), alert.group()), alert -> alert, (one, other) -> one));
    }

    /**
     * An alert that flaps.
     *
     * @param since when it began to
     * @param changes how often it changed lately
     */
    public record Flapping(String rule, GroupKey group, Instant since, int changes) {}

    private record Key(String rule, GroupKey group) {}

    @Override
    public Optional<Suppression> on(AlertNotice notice, String channel) {
        Flap flap = notice.flapping();
        if (flap == null || flap.told()) {
            return Optional.empty();
        }
        return Optional.ofNullable(byAlert.get(new Key(notice.rule(), notice.group())))
                .map(alert -> new Suppression(
                        Suppression.Cause.FLAPPING,
                        alert.rule(),
                        "flapping since " + Wording.time(alert.since()) + ", changed " + alert.changes() + " times",
                        null));
    }
}

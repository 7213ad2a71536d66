package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.route.Digest;
import dev.tocsin.alert.rule.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which alert of a life a chart is of, and when it has to be drawn anew: when that alert became critical or ended, or when
 * there is a worse one. Of several the worst that goes on, and of these the oldest, so that one more does not matter.
 *
 * @param key the same as long as the picture may stay
 */
record ChartStage(LifeAlert alert, String key) {
    /** With more, a message is about a storm and no series. */
    private static final int MOST_ALERTS = 10;

    /** Empty for a life that has no chart. */
    static Optional<ChartStage> of(Life life) {
        if (life.more() > 0 || life.alerts().size() > MOST_ALERTS) {
            return Optional.empty();
        }
        List<LifeAlert> measured = life.alerts().stream()
                .filter(alert -> !alert.isEvent() && alert.breach().value() != null)
                .toList();
        return measured.stream()
                .filter(LifeStage::goesOn)
                .min(Comparator.comparing(ChartStage::isMild)
                        .thenComparing(alert -> alert.breach().since()))
                .or(() -> measured.stream().reduce((_, newer) -> newer))
                .map(alert -> new ChartStage(alert, keyOf(alert)));
    }

    private static boolean isMild(LifeAlert alert) {
        return alert.breach().severity() != Severity.CRITICAL;
    }

    private static String keyOf(LifeAlert alert) {
        return Digest.of(List.of(
                alert.breach().episodeId(),
                String.valueOf(alert.breach().severity()),
                alert.end() == null ? "goes on" : "is over"));
    }
}

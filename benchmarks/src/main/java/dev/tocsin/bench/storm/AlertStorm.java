package dev.tocsin.bench.storm;

import dev.tocsin.alert.rule.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Which alerts fire in which second of a storm, and which of them end in which second after it: the same for a seed. */
final class AlertStorm {
    /** Every fourth rule is critical: its alerts do not wait for others of their group. */
    private static final int CRITICAL = 4;

    private final List<List<StormAlert>> firing;
    private final List<List<StormAlert>> ending;

    private AlertStorm(List<List<StormAlert>> firing, List<List<StormAlert>> ending) {
        this.firing = firing;
        this.ending = ending;
    }

    static AlertStorm of(StormSize size) {
        Random random = new Random(size.seed());
        List<List<StormAlert>> firing = seconds(size);
        List<List<StormAlert>> ending = seconds(size);
        for (int i = 0; i < size.alerts(); i++) {
            int rule = i % size.rules();
            int group = i / size.rules();
            StormAlert alert = new StormAlert(
                    String.format(Locale.ROOT, "errors-%03d", rule),
                    String.format(Locale.ROOT, "node-%03d-%03d", rule, group),
                    rule % CRITICAL == 0 ? Severity.CRITICAL : Severity.WARNING);
            // The first one opens the storm, so that it lasts as long as it is said to.
            firing.get(i == 0 ? 0 : random.nextInt(size.seconds())).add(alert);
            if (group % 2 == 0) {
                ending.get(random.nextInt(size.seconds())).add(alert);
            }
        }
        return new AlertStorm(firing, ending);
    }

    private static List<List<StormAlert>> seconds(StormSize size) {
        List<List<StormAlert>> seconds = new ArrayList<>();
        for (int i = 0; i < size.seconds(); i++) {
            seconds.add(new ArrayList<>());
        }
        return seconds;
    }

    /** By second. */
    List<List<StormAlert>> firing() {
        return firing;
    }

    /** By second, after all have fired. */
    List<List<StormAlert>> ending() {
        return ending;
    }
}

package dev.tocsin.alert.scrape;

import dev.tocsin.alert.state.AlertStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a scrape shows of the database. A collector of its own, because label names of alerts differ from alert to alert,
 * which a meter's cannot. Never fails and never waits for long. Thread-safe.
 */
public final class EngineCollector implements MultiCollector {
    /** Each is a series in Prometheus, times two. */
    public static final int MOST_ALERTS = 1_000;

    private static final int MOST_RULES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final LatestReading latest;

    /** @param database reads how things stand, with {@link #MOST_ALERTS} alerts at most */
    public EngineCollector(Callable<Reading> database) {
        this(new LatestReading(database, System::nanoTime, PATIENCE));
    }

    EngineCollector(LatestReading latest) {
        this.latest = latest;
    }

    @Override
    public MetricSnapshots collect() {
        @Nullable Reading reading = latest.get();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(gauge(
                "tocsin_engine_reading_age_seconds",
                "Age of what is shown of the database: alerts, rules, leases",
                Map.of(Labels.EMPTY, latest.ageSeconds())));
        all.add(CounterSnapshot.builder()
                .name("tocsin_engine_reading_failures")
                .help("Scrapes for which the database could not be read")
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value(latest.failures())
                        .build())
                .build());
        if (reading != null) {
            rules(reading, all);
            alerts(reading, all);
        }
        return new MetricSnapshots(all);
    }

    private static void rules(Reading reading, List<MetricSnapshot> all) {
        all.add(gauge(
                "tocsin_engine_leases_held",
                "Buckets of rules that this engine evaluates; all engines together: 64",
                Map.of(Labels.EMPTY, (double) reading.leases())));
        long failing = reading.failing().values().stream().filter(f -> f).count();
        Map<Labels, Double> states = new HashMap<>();
        states.put(Labels.of("state", "running"), (double) (reading.failing().size() - failing));
        states.put(Labels.of("state", "failing"), (double) failing);
        states.put(Labels.of("state", "broken"), (double) reading.broken());
        states.put(Labels.of("state", "disabled"), (double) reading.disabled());
        all.add(gauge("tocsin_engine_rules", "Rules by state", states));
        Map<Labels, Double> each = new HashMap<>();
        new TreeMap<>(reading.failing())
                .entrySet().stream()
                        .limit(MOST_RULES)
                        .forEach(entry -> each.put(Labels.of("rule", entry.getKey()), entry.getValue() ? 1.0 : 0.0));
        all.add(gauge("tocsin_engine_rule_failing", "1 while a window of the rule cannot be decided", each));
    }

    private static void alerts(Reading reading, List<MetricSnapshot> all) {
        Map<Labels, Double> alerts = new HashMap<>();
        Map<Labels, Double> beginnings = new HashMap<>();
        for (ActiveAlert alert : reading.active()) {
            Labels labels = AlertLabels.of(alert);
            if (alerts.putIfAbsent(labels.add("alertstate", AlertLabels.stateOf(alert)), 1.0) == null
                    && alert.since() != null) {
                beginnings.putIfAbsent(labels, alert.since().toEpochMilli() / MILLIS_PER_SECOND);
            }
        }
        all.add(gauge("ALERTS", "Alerts that are pending or firing, in the form of Prometheus' own", alerts));
        all.add(gauge("ALERTS_FOR_STATE", "When the episode of an alert began, in seconds since 1970", beginnings));
        Map<Labels, Double> counts = new HashMap<>();
        long total = 0;
        for (AlertStatus status : AlertStatus.values()) {
            if (status != AlertStatus.NORMAL) {
                long count = reading.counts().getOrDefault(status, 0L);
                counts.put(Labels.of("state", status.inWords()), (double) count);
                total += count;
            }
        }
        all.add(gauge("tocsin_engine_alerts", "Alerts that are not calm, by state", counts));
        all.add(gauge(
                "tocsin_engine_alerts_left_out",
                "Alerts that are not calm and not shown as ALERTS, because they are too many",
                Map.of(Labels.EMPTY, (double) Math.max(0, total - alerts.size()))));
    }

    private static GaugeSnapshot gauge(String name, String help, Map<Labels, Double> values) {
        return new GaugeSnapshot(
                new MetricMetadata(name, help),
                values.entrySet().stream()
                        .map(entry -> new GaugeDataPointSnapshot(entry.getValue(), entry.getKey(), null))
                        .toList());
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What operators see of the cycle; docs/METRICS.md lists it. Thread-safe. */
final class CycleMetrics {
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final MeterRegistry registry;
    private final Counter evaluated;
    private final Counter undecided;
    private final Counter gaps;
    private final Counter overtaken;
    private final Counter repaired;
    private final Counter lateEvents;
    private final Timer cyclesDone;
    private final Timer cyclesFailed;
    private final Timer queries;
    private final AtomicLong lastDoneMillis;
    private final AtomicLong lagMillis = new AtomicLong();

    CycleMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.evaluated = windows("evaluated");
        this.undecided = windows("undecided");
        this.gaps = Counter.builder("tocsin.engine.gaps")
                .description("Spans of windows that were given up, because they lay too far back")
                .register(registry);
        this.overtaken = Counter.builder("tocsin.engine.commits.overtaken")
                .description("Turns that another engine committed first")
                .register(registry);
        this.repaired = Counter.builder("tocsin.engine.windows.repaired")
                .description("Windows that were evaluated again and came out otherwise, since events came late")
                .register(registry);
        this.lateEvents = Counter.builder("tocsin.engine.late.events")
                .description(
                        "Events that came after their window was evaluated; of overlapping windows at least so many")
                .register(registry);
        this.cyclesDone = cycles("done");
        this.cyclesFailed = cycles("failed");
        this.queries = Timer.builder("tocsin.engine.query")
                .description("Time that Elasticsearch took for the windows of a round")
                .serviceLevelObjectives(
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry);
        this.lastDoneMillis = new AtomicLong(registry.config().clock().wallTime());
        Gauge.builder("tocsin.engine.last.cycle.timestamp.seconds", lastDoneMillis, at -> at.get() / MILLIS_PER_SECOND)
                .description("When the last cycle ended well, or the engine started, in seconds since 1970")
                .register(registry);
        Gauge.builder("tocsin.engine.cursor.lag.seconds", lagMillis, lag -> lag.get() / MILLIS_PER_SECOND)
                .description("How long the window has been due that waits longest")
                .register(registry);
        // There from the start, so that the first one is an increase for whoever watches.
        for (TransitionKind kind : TransitionKind.values()) {
            transitions(kind);
        }
    }

    /** Times a cycle. */
    <T> T cycle(Supplier<T> cycle) {
        Timer.Sample started = Timer.start(registry);
        boolean isDone = false;
        try {
            T result = cycle.get();
            isDone = true;
            lastDoneMillis.set(registry.config().clock().wallTime());
            return result;
        } finally {
            started.stop(isDone ? cyclesDone : cyclesFailed);
        }
    }

    <T> T timed(Supplier<T> query) {
        return queries.record(query);
    }

    void committed(Decision decision, List<Transition> transitions) {
        evaluated.increment(decision.windows());
        if (decision.failure() != null) {
            undecided.increment();
        }
        DueWindows.Gap gap = decision.turn().due().gap();
        if (gap != null && gap.pause() == null && !decision.to().isBefore(gap.upTo())) {
            gaps.increment();
        }
        for (Transition transition : transitions) {
            transitions(transition.kind()).increment();
        }
    }

    void overtaken() {
        overtaken.increment();
    }

    void repaired(int windows, long events) {
        repaired.increment(windows);
        lateEvents.increment(events);
    }

    void standing(Duration worstLag) {
        lagMillis.set(worstLag.toMillis());
    }

    private Timer cycles(String result) {
        return Timer.builder("tocsin.engine.cycle")
                .description("One look at what is due, and its evaluation")
                .tag("result", result)
                .register(registry);
    }

    private Counter windows(String result) {
        return Counter.builder("tocsin.engine.windows")
                .description("Windows that were decided and committed, and tries that ended without a decision")
                .tag("result", result)
                .register(registry);
    }

    private Counter transitions(TransitionKind kind) {
        return Counter.builder("tocsin.engine.transitions")
                .description("What happened to alerts")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.state.Transition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What operators see of the cycle. Thread-safe. */
final class CycleMetrics {
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final MeterRegistry registry;
    private final Counter evaluated;
    private final Counter undecided;
    private final Counter overtaken;
    private final Timer queries;
    private final AtomicLong lagMillis = new AtomicLong();
    private final AtomicLong failingRules = new AtomicLong();

    CycleMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.evaluated = Counter.builder("tocsin.engine.windows.evaluated")
                .description("Windows that were decided and committed")
                .register(registry);
        this.undecided = Counter.builder("tocsin.engine.windows.undecided")
                .description("Tries at a window that ended without a decision")
                .register(registry);
        this.overtaken = Counter.builder("tocsin.engine.commits.overtaken")
                .description("Turns that another engine committed first")
                .register(registry);
        this.queries = Timer.builder("tocsin.engine.query")
                .description("Time that Elasticsearch took for the windows of a round")
                .register(registry);
        registry.gauge("tocsin.engine.cursor.lag.seconds", lagMillis, lag -> lag.get() / MILLIS_PER_SECOND);
        registry.gauge("tocsin.engine.rules.failing", failingRules);
    }

    <T> T timed(Supplier<T> query) {
        return queries.record(query);
    }

    void committed(Decision decision, List<Transition> transitions) {
        evaluated.increment(decision.windows());
        if (decision.failure() != null) {
            undecided.increment();
        }
        for (Transition transition : transitions) {
            registry.counter(
                            "tocsin.engine.transitions",
                            "kind",
                            transition.kind().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
    }

    void overtaken() {
        overtaken.increment();
    }

    void standing(Duration worstLag, int failing) {
        lagMillis.set(worstLag.toMillis());
        failingRules.set(failing);
    }
}

package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.redact.NamedPattern;
import dev.tocsin.ingest.redact.Redactor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all enrichers share: the data streams, their label names, and the counts of what did not fit. Thread-safe. */
public final class Streams {
    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    final EnrichSettings settings;
    final Datasets datasets;
    final LabelNames labelNames;
    private final Counter overflowed;
    private final Counter nameless;
    private final MeterRegistry metrics;
    private final Map<String, Counter> redacted = new ConcurrentHashMap<>();
    private volatile EventRules rules = EventRules.NONE;
    private final AtomicBoolean toldNameless = new AtomicBoolean();

    public Streams(EnrichSettings settings, MeterRegistry metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.datasets = new Datasets(settings.namespace(), settings.maxDatasets());
        this.labelNames = new LabelNames(settings.maxLabelNames());
        this.overflowed = Counter.builder("tocsin.ingest.overflowed.labels")
                .description("Labels that went to labels_overflow because their stream has too many label names")
                .register(metrics);
        this.nameless = Counter.builder("tocsin.ingest.nameless.events")
                .description("Events that do not name their service and went to the generic stream")
                .register(metrics);
        // There from the start, so that the first one is an increase for whoever watches.
        for (OutOfBounds how : OutOfBounds.values()) {
            restamped(how);
        }
        for (NamedPattern pattern : NamedPattern.values()) {
            redacted(pattern.word());
        }
    }

    /** From the next event on. */
    public void use(EventRules newRules) {
        rules = newRules;
    }

    EventRules rules() {
        return rules;
    }

    /** What is hidden where records are shown that were refused. */
    public Redactor showing() {
        return rules.showing();
    }

    /** The event's own time cannot be true. */
    void countRestamped(OutOfBounds how) {
        restamped(how).increment();
    }

    private Counter restamped(OutOfBounds how) {
        return Counter.builder("tocsin.ingest.restamped.events")
                .description("Events whose time was out of bounds and was replaced by that of their receipt")
                .tag("reason", how.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }

    /** Something in a text of an event was replaced. */
    public void countRedacted(String pattern) {
        redacted.computeIfAbsent(pattern, this::redacted).increment();
    }

    private Counter redacted(String pattern) {
        return Counter.builder("tocsin.ingest.redacted.values")
                .description("Texts in which something was replaced that nobody is to read")
                .tag("pattern", pattern)
                .register(metrics);
    }

    /** How an event's own time can be wrong. */
    enum OutOfBounds {
        FUTURE,
        LATE
    }

    /** The data stream that a claim means, whatever stands in its record; null if it names none. */
    public @Nullable String streamOf(Claim claim) {
        String target = claim.target();
        return target == null ? null : datasets.streamFor(datasets.nameOf(target));
    }

    /** The id that an event gets by a claim, whatever stands in its record; null if it gives none. */
    public @Nullable String idOf(Claim claim) {
        String id = claim.id();
        return id == null ? null : ClientIds.ofEventId(id).value();
    }

    void countOverflow(int labels) {
        overflowed.increment(labels);
    }

    void countNameless(Origin origin) {
        nameless.increment();
        if (toldNameless.compareAndSet(false, true)) {
            log.atWarn()
                    .addKeyValue("door", origin.door())
                    .addKeyValue("peer", origin.peer())
                    .addKeyValue("stream", datasets.generic().stream())
                    .log("events arrive that do not name their service: add the field service.name, in logback by"
                            + " <customFields>{\"service.name\":\"...\"}</customFields>");
        }
    }
}

package dev.tocsin.alert.history;

import dev.tocsin.alert.notify.Backoff;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the queue into Elasticsearch, oldest first, on a virtual thread of its own. A row leaves the queue only after
 * the index has it; ids are fixed, so that writing again is harmless, also by two engines at once. Deletes what is too
 * old once a day.
 */
public final class HistoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
    private static final int TOO_LARGE = 413;
    private static final Duration SWEEP_AGAIN = Duration.ofHours(1);

    private final HistoryBacklog backlog;
    private final ElasticLink link;
    private final HistoryRetention retention;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private final Counter written;
    private final AtomicReference<HistoryBacklog.Depth> depth =
            new AtomicReference<>(new HistoryBacklog.Depth(0, 0, 0));
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private Instant nextSweep = Instant.MIN;
    private boolean hasTemplate;
    private int batch = BATCH;
    private int failures;
    private volatile String trouble = "";

    /** @param keepDays how old history may grow */
    public HistoryWriter(
            HistoryBacklog backlog,
            ElasticLink link,
            int keepDays,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry) {
        this.backlog = backlog;
        this.link = link;
        this.retention = new HistoryRetention(link, keepDays);
        this.clock = clock;
        this.random = random;
        this.written = Counter.builder("tocsin.history.written")
                .description("Documents that the history's indices have taken")
                .register(registry);
        Gauge.builder("tocsin.history.waiting", depth, d -> d.get().waiting())
                .description("Documents that are not in the history's indices yet")
                .register(registry);
        Gauge.builder("tocsin.history.refused", depth, d -> d.get().refused())
                .description("Documents that Elasticsearch will never take, kept in the database")
                .register(registry);
        Gauge.builder("tocsin.history.oldest.seconds", depth, d -> d.get().oldestSeconds())
                .description("How long the oldest document waits")
                .register(registry);
    }

    public void start() {
        thread = Thread.ofVirtual().name("history-writer").start(this::run);
    }

    /** Why the history is behind; empty while it is not. */
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closing.countDown();
        Thread running = thread;
        if (running != null) {
            try {
                running.join(CLOSE_DEADLINE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = step();
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes one batch at most; how long to wait before the next step. */
    Duration step() {
        try {
            Optional<String> complaint = work();
            depth.set(backlog.depth());
            if (complaint.isPresent()) {
                return failed(complaint.get());
            }
        } catch (IOException e) {
            return failed("Elasticsearch does not answer: " + e.getClass().getSimpleName());
        } catch (RuntimeException | Error e) {
            return failed("the queue cannot be worked on: " + e.getClass().getSimpleName());
        }
        recovered();
        return depth.get().waiting() > 0 ? Duration.ZERO : POLL;
    }

    private Optional<String> work() throws IOException {
        sweepOncePerDay();
        List<HistoryBacklog.Row> rows = backlog.oldest(batch);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        if (!hasTemplate) {
            Optional<String> missing = HistoryTemplate.ensure(link);
            if (missing.isPresent()) {
                return missing;
            }
            hasTemplate = true;
        }
        byte[] body = HistoryBulk.body(rows);
        ElasticAnswer answer = link.call(new ElasticRequest(
                "POST",
                "/_bulk",
                Map.of(),
                Map.of(),
                body,
                body.length,
                ElasticRequest.NDJSON,
                Duration.ofSeconds(30)));
        if (answer.status() == TOO_LARGE) {
            return tooLarge(rows);
        }
        HistoryBulk.Result result = HistoryBulk.read(rows, answer);
        backlog.refuse(result.refused());
        backlog.remove(result.written());
        written.increment(result.written().size());
        result.refused()
                .forEach((position, reason) -> LOG.atError()
                        .addKeyValue("position", position)
                        .addKeyValue("reason", reason)
                        .log("Elasticsearch refuses a history record"));
        batch = Math.min(BATCH, batch * 2);
        return result.trouble();
    }

    private Optional<String> tooLarge(List<HistoryBacklog.Row> rows) {
        if (rows.size() == 1) {
            backlog.refuse(Map.of(rows.getFirst().position(), "larger than Elasticsearch takes"));
        }
        batch = Math.max(1, rows.size() / 2);
        return Optional.empty();
    }

    /** However busy writing is, and whatever deleting runs into: neither waits for the other. */
    private void sweepOncePerDay() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(SWEEP_AGAIN);
        try {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            List<String> deleted = retention.deleteBefore(today);
            nextSweep = today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (!deleted.isEmpty()) {
                LOG.atInfo().addKeyValue("indices", deleted).log("old history deleted");
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("old history could not be deleted; again in an hour");
        }
    }

    private Duration failed(String complaint) {
        if (!complaint.equals(trouble)) {
            trouble = complaint;
            LOG.atWarn().addKeyValue("reason", complaint).log("history is not written, its records wait");
        }
        // Whoever made Elasticsearch forget its data may have made it forget the template.
        hasTemplate = false;
        failures++;
        return backoff.after(failures, random);
    }

    private void recovered() {
        if (!trouble.isEmpty()) {
            LOG.atInfo().log("history is written again");
        }
        trouble = "";
        failures = 0;
    }
}

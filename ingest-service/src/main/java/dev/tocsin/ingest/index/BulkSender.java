package dev.tocsin.ingest.index;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.ingest.index.BulkOutcome.Answered;
import dev.tocsin.ingest.index.BulkOutcome.NotKnown;
import dev.tocsin.ingest.index.BulkOutcome.Refused;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Sends bulks of {@code create}, each under a name of its own, and says what became of each. Thread-safe. */
final class BulkSender {
    private static final String ANSWER =
            "errors,items.*.status,items.*.error.type,items.*.error.reason," + "items.*.failure_store";

    private final ElasticLink link;
    private final IndexSettings settings;
    private final InstantSource clock;
    private final String names;
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentLinkedQueue<BulkBody> bodies = new ConcurrentLinkedQueue<>();

    /** @param names how the names of this process's bulks begin */
    BulkSender(ElasticLink link, IndexSettings settings, InstantSource clock, String names) {
        this.link = link;
        this.settings = settings;
        this.clock = clock;
        this.names = names;
    }

    BulkOutcome send(List<Delivery> batch) throws InterruptedException {
        BulkBody pooled = bodies.poll();
        BulkBody body = pooled == null ? new BulkBody() : pooled;
        body.write(batch, clock.instant());
        String name = names + next.incrementAndGet();
        ElasticRequest request = new ElasticRequest(
                "POST",
                "/_bulk",
                Map.of(
                        "require_data_stream",
                        "true",
                        "include_source_on_error",
                        "false",
                        "timeout",
                        settings.shardTimeout().toMillis() + "ms",
                        "filter_path",
                        ANSWER),
                Map.of("X-Opaque-Id", name),
                body.bytes(),
                body.length(),
                ElasticRequest.NDJSON,
                settings.bulkTimeout());
        try {
            ElasticAnswer answer = link.sendOnce(request).get();
            BulkOutcome outcome = outcomeOf(answer, batch.size(), name);
            boolean isUsual = body.bytes().length <= 2L * settings.bulkBytes();
            if (isUsual && outcome instanceof Answered) {
                // Only now is it sure that the client no longer reads from the buffer. One that a very long event made
                // larger would stay so.
                bodies.add(body);
            }
            return outcome;
        } catch (ExecutionException e) {
            return withoutAnswer(e.getCause() == null ? e : e.getCause(), name);
        }
    }

    private static BulkOutcome outcomeOf(ElasticAnswer answer, int expected, String name) {
        if (answer.isSuccess()) {
            Optional<List<BulkItem>> items = BulkAnswer.read(answer.body(), expected);
            return items.isPresent()
                    ? new Answered(name, items.get())
                    : new NotKnown(name, "an answer that is not one to this bulk", null);
        }
        String reason = "HTTP status " + answer.status();
        return switch (answer.status()) {
            case 413 -> new Refused(reason, true, null);
            case 401, 403, 404, 405, 429 -> new Refused(reason, false, answer.retryAfter());
            // Elasticsearch executes a long body in parts: an error can come after a part of it was done.
            default -> new NotKnown(name, reason, answer.retryAfter());
        };
    }

    private static BulkOutcome withoutAnswer(Throwable cause, String name) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (link instanceof ConnectException || link instanceof UnknownHostException) {
                return new Refused("no connection", false, null);
            }
        }
        return new NotKnown(name, "no answer: " + cause.getClass().getSimpleName(), null);
    }
}

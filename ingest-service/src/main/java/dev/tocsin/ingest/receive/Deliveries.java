package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import dev.tocsin.ingest.journal.Settled;
import dev.tocsin.ingest.journal.Settling;
import dev.tocsin.ingest.receive.Refusal.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What doors that answer do with a request, whatever carried it: who may send it, what it is, and, if it brings events, that
 * they are durable before the answer. Each request is kept as a whole or not at all, but for records that are bad in
 * themselves. Thread-safe.
 */
final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    /** Records with what they share may be so many times the largest body: each becomes a document of its own. */
    private static final int TIMES_SHARED = 4;

    private final List<Dialect> dialects;
    private final Supplier<HttpDoorSettings> settings;
    private final Admission admission;
    private final Intake intake;
    private final ByteBudget memory;
    private final DecodingRoom decoding;
    private final DoorMeters meters;
    private final OpenWork openWork;
    private final ExecutorService requests;
    private final IndexWaits waits;

    /** @param dialects the first one answers where none is spoken */
    Deliveries(
            List<Dialect> dialects,
            Supplier<HttpDoorSettings> settings,
            DoorAccess access,
            DoorPlan.Behind behind,
            DoorMeters meters,
            OpenWork openWork,
            String door) {
        this.dialects = List.copyOf(dialects);
        this.settings = settings;
        this.admission = new Admission(
                access.tokens(), behind.clients(), () -> settings.get().limits().rate(), access.clock());
        this.intake = behind.intake();
        this.memory = behind.memory().budget();
        this.decoding = behind.memory().decoding();
        this.meters = meters;
        this.openWork = openWork;
        // Without Elasticsearch they are not to keep out those who do not wait.
        this.waits = new IndexWaits(() -> Math.max(1, settings.get().limits().connections() / 2));
        this.requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("ingest-" + door + "-", 0).factory());
    }

    /** Who asked. */
    interface Asker {
        /**
         * The one answer, on any thread.
         *
         * @param gone to be called when the answer needs no memory any more: it is written, or nobody is there to read it
         */
        void answer(HttpAnswer answer, Runnable gone);

        /**
         * The events are durable, and the answer waits for more. The body is not read any more.
         *
         * @param giveUp to be called when nobody is there any more
         */
        default void waits(Duration atMost, Runnable giveUp) {}

        /** Whether nobody waits for the answer any more: what is not in the journal by then stays with its sender. */
        default boolean hasLeft() {
            return false;
        }
    }

    /** Who asks for what, and whether we take it; throws {@link RequestRefused}. */
    Request admit(RequestHead head, @Nullable String peer) {
        // First: who may not ask is not told what there is, and looking around counts as asking.
        Admission.Admitted admitted = admission.admit(head.headers(), peer);
        Dialect dialect = dialectOf(head)
                .orElseThrow(() -> new RequestRefused(
                        404,
                        "no such path",
                        "there is " + dialects.stream().map(Dialect::offer).collect(Collectors.joining(", and "))));
        Call call = dialect.begin(head);
        return new Request(
                dialect, head, call, head.isGzip(), head.idempotencyKey(), admitted.client(), admitted.right());
    }

    private Optional<Dialect> dialectOf(RequestHead head) {
        return dialects.stream().filter(one -> one.speaks(head.path())).findFirst();
    }

    HttpAnswer refused(Refusal refusal, RequestHead head) {
        return dialectOf(head).orElse(dialects.getFirst()).refused(refusal, head);
    }

    /**
     * Handles one request that brings events on a thread of its own. The answer comes whatever goes wrong; the body is
     * read until then.
     */
    void handle(Request request, Call.Delivery delivery, byte[] body, int length, Origin origin, Asker asker) {
        openWork.begin();
        Answering answering = new Answering(asker, request, body.length);
        try {
            requests.execute(() -> {
                try {
                    accept(request, delivery, body, length, origin.in(delivery.format()), answering);
                } catch (RequestRefused e) {
                    answering.refuse(e.refusal());
                } catch (RuntimeException | Error e) {
                    answering.refuse(failed(e, Cause.FAILED));
                }
            });
        } catch (RuntimeException | Error e) {
            answering.refuse(failed(e, Cause.FAILED));
        }
    }

    private void accept(
            Request request, Call.Delivery delivery, byte[] body, int length, Origin origin, Answering answering) {
        int maxBodyBytes = settings.get().maxBodyBytes();
        byte[] plain = body;
        int plainLength = length;
        if (request.gzip()) {
            plain = Gunzip.inflated(body, length, maxBodyBytes, answering.memory);
            plainLength = plain.length;
        }
        List<RecordSlice> records = delivery.cut(plain, plainLength, decoding);
        delivery.ignored().forEach(meters::ignored);
        requireModestShare(records, maxBodyBytes);
        Receipt receipt;
        Batch batch;
        try (DecodingRoom.Turn _ = decoding.toDecode(records, delivery.format())) {
            receipt = meters.received(records.size());
            batch = read(request, records, origin, answering.memory, receipt);
        }
        if (answering.asker.hasLeft()) {
            receipt.pushedBack("cancelled");
            throw new RequestRefused(
                    new Refusal(408, "it took too long, or was given up", "nothing was kept: send it again"));
        }
        // Not on the journal's writer, which everybody waits for: an answer may be long.
        intake.committing(batch, delivery.patience() != null)
                .handleAsync(
                        (committed, failure) ->
                                answerTo(request, delivery, batch, receipt, committed, failure, answering),
                        requests)
                .thenCompose(answer -> answer)
                .whenComplete((sent, failure) ->
                        answering.send(failure == null ? sent : request.refused(failed(failure, Cause.ANSWER_FAILED))));
    }

    private static void requireModestShare(List<RecordSlice> records, int maxBodyBytes) {
        long bytes = 0;
        for (RecordSlice record : records) {
            bytes += record.envelope() == null ? 0 : record.length();
        }
        if (bytes > (long) TIMES_SHARED * maxBodyBytes) {
            throw new RequestRefused(
                    413,
                    "the records, each with what they share, are " + bytes + " bytes",
                    "send fewer in one request, or less with all of them");
        }
    }

    private Batch read(
            Request request, List<RecordSlice> records, Origin origin, ByteBudget.Share memory, Receipt receipt) {
        try {
            return intake.read(origin, records, request.idempotencyKey(), request.right(), memory);
        } catch (NoRoom e) {
            receipt.pushedBack(memory.wantsTooMuch() ? "too_much" : "memory");
            String what = "the events of its first " + (e.records() + 1) + " of " + records.size() + " records";
            throw new RequestRefused(Refusal.noMemory(what, memory), e);
        } catch (RuntimeException | Error e) {
            receipt.pushedBack("error");
            throw e;
        }
    }

    private CompletableFuture<HttpAnswer> answerTo(
            Request request,
            Call.Delivery delivery,
            Batch batch,
            Receipt receipt,
            @Nullable Committed committed,
            @Nullable Throwable failure,
            Answering answering) {
        if (committed == null) {
            return CompletableFuture.completedFuture(request.refused(refusal(
                    receipt,
                    failure instanceof CompletionException wrapped && wrapped.getCause() != null
                            ? wrapped.getCause()
                            : Objects.requireNonNull(failure))));
        }
        receipt.taken(batch);
        Batch kept = batch.keeping(committed.letters());
        Appended appended = committed.appended();
        Duration patience = delivery.patience();
        return patience == null
                ? CompletableFuture.completedFuture(delivery.answer(kept, appended.ids()))
                : afterIndexing(delivery, kept, appended, patience, answering);
    }

    /** For the wait only that is kept which the answer needs; if there is no memory for it, there is no wait. */
    private CompletableFuture<HttpAnswer> afterIndexing(
            Call.Delivery delivery, Batch batch, Appended appended, Duration patience, Answering answering) {
        Settling settling = appended.settling();
        if (settling == null) {
            List<EventId> unfollowed = appended.ids();
            return CompletableFuture.completedFuture(
                    delivery.answer(batch, unfollowed, Settled.unknown(unfollowed.size())));
        }
        ByteBudget.Share share = answering.memory;
        share.giveBackAll();
        boolean hasRoom = !share.isHalfTaken() && share.tryTakeAtOnce(batch.bytesUntilTold());
        IndexWaits.Wait wait = waits.begin(settling, hasRoom ? patience : Duration.ZERO);
        answering.asker.waits(patience, wait.end());
        List<EventId> ids = appended.ids();
        Batch told = batch.toBeTold();
        return wait.settled().thenApplyAsync(settled -> delivery.answer(told, ids, settled), requests);
    }

    /** Whoever waits for Elasticsearch is told now how far it is; nobody begins to wait any more. */
    void endWaits() {
        waits.endAll();
    }

    private static Refusal refusal(Receipt receipt, Throwable failure) {
        return switch (failure) {
            case JournalFull _ -> {
                receipt.pushedBack("journal_full");
                yield Refusal.journalFull();
            }
            case JournalUnavailable _ -> {
                receipt.pushedBack("journal_unavailable");
                yield new Refusal(
                        503,
                        "the journal's disk failed",
                        "send the request again, with the same Idempotency-Key so that nothing is doubled",
                        Map.of("Retry-After", "5"),
                        Cause.FAILED);
            }
            default -> {
                receipt.pushedBack("error");
                yield failed(failure, Cause.FAILED);
            }
        };
    }

    private static Refusal failed(Throwable failure, Cause cause) {
        log.atError().setCause(failure).log("a request failed");
        return new Refusal(
                500,
                "internal error",
                "the service's log says more; to repeat it use the same Idempotency-Key",
                Map.of(),
                cause);
    }

    /** Returns when all that was begun is answered. */
    void close() {
        requests.close();
    }

    /** The one answer to a request, and the memory that goes back when it is written. */
    private final class Answering {
        private final Asker asker;
        private final Request request;
        private final ByteBudget.Share memory;

        /** @param bytes that the body takes */
        private Answering(Asker asker, Request request, int bytes) {
            this.asker = asker;
            this.request = request;
            this.memory = Deliveries.this.memory.share().of(request.client()).beside(bytes);
        }

        private void refuse(Refusal refusal) {
            send(request.refused(refusal));
        }

        private void send(HttpAnswer sent) {
            memory.giveBackAll();
            // Who does not read the answer has it here.
            memory.take(sent.body().length);
            try {
                asker.answer(sent, memory::giveBackAll);
            } catch (RuntimeException | Error e) {
                memory.giveBackAll();
                throw e;
            } finally {
                openWork.end();
            }
        }
    }
}

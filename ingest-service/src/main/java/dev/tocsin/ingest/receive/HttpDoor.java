package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events over HTTP, in several {@link Dialect}s: answered after the fsync, with the fate of each record. A request is kept
 * as a whole or, with 429 or 503, not at all, but for records that are bad in themselves.
 */
public final class HttpDoor implements Door {
    static final String NAME = "http";

    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final HttpDoorSettings settings;
    private final List<Dialect> dialects;
    private final Intake intake;
    private final ByteBudget memory;
    private final DecodingRoom decoding;
    private final DoorMeters meters;
    private final Admission admission;
    private final @Nullable TlsEntrance tls;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ingest-http-", 0).factory());
    private final Listener listener;

    private HttpDoor(HttpDoorSettings settings, List<Dialect> dialects, DoorAccess access, DoorPlan.Behind behind) {
        this.settings = settings;
        this.dialects = List.copyOf(dialects);
        this.intake = behind.intake();
        this.memory = behind.memory().budget();
        this.decoding = behind.memory().decoding();
        this.meters = new DoorMeters(behind.metrics(), NAME);
        this.admission = new Admission(access.tokens(), settings.rate(), access.clock());
        this.tls = TlsEntrance.of(NAME, access.tls(), meters);
        this.listener = new Listener(
                NAME,
                settings.maxConnections(),
                meters,
                behind.loops(),
                this::receiveFrom,
                connection -> connection.pipeline().fireUserEventTriggered(HttpEventsHandler.DRAIN));
    }

    /**
     * Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param dialects the first one answers where none is spoken
     */
    public static HttpDoor open(
            HttpDoorSettings settings, List<Dialect> dialects, DoorAccess access, DoorPlan.Behind behind) {
        DoorAddress.require(settings, access.tokens());
        HttpDoor door = new HttpDoor(settings, dialects, access, behind);
        door.listener.open(settings.address(), settings.port(), "TOCSIN_HTTP_PORT");
        log.atInfo()
                .addKeyValue("port", door.port())
                .addKeyValue("tls", access.tls() != null)
                .log("receiving events over HTTP");
        return door;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int port() {
        return listener.port();
    }

    @Override
    public boolean isOpen() {
        return listener.isOpen();
    }

    @Override
    public DoorTally tally() {
        return meters.tally();
    }

    private void receiveFrom(SocketChannel channel) {
        channel.config().setTcpNoDelay(true).setAllowHalfClosure(true);
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(4_096)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(64 * 1_024);
        if (tls != null) {
            tls.guard(channel);
        }
        channel.pipeline().addLast(new HttpServerCodec(config)).addLast(new HttpEventsHandler(this));
    }

    /** Who asked. */
    interface Asker {
        /**
         * The one answer, on any thread.
         *
         * @param gone to be called when the answer needs no memory any more: it is written, or nobody is there to read it
         */
        void answer(HttpAnswer answer, Runnable gone);
    }

    /** Who asks for what, and whether we take it; throws {@link RequestRefused}. */
    Request admit(RequestHead head, @Nullable String peer) {
        Dialect dialect = dialectOf(head)
                .orElseThrow(() -> new RequestRefused(
                        404, "no such path", "there is POST /v1/events, and Elasticsearch's POST /_bulk"));
        Admission.Admitted admitted = admission.admit(head.headers(), peer);
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
        listener.openWork().begin();
        Answering answering = new Answering(asker, request);
        try {
            requests.execute(() -> {
                try {
                    accept(request, delivery, body, length, origin, answering);
                } catch (RequestRefused e) {
                    answering.refuse(e.refusal());
                } catch (RuntimeException | Error e) {
                    answering.refuse(failed(e));
                }
            });
        } catch (RuntimeException | Error e) {
            answering.refuse(failed(e));
        }
    }

    private void accept(
            Request request, Call.Delivery delivery, byte[] body, int length, Origin origin, Answering answering) {
        byte[] plain = body;
        int plainLength = length;
        if (request.gzip()) {
            plain = Gunzip.inflated(body, length, settings.maxBodyBytes(), answering.memory);
            plainLength = plain.length;
        }
        List<RecordSlice> records = delivery.cut(plain, plainLength, decoding);
        Receipt receipt;
        Batch batch;
        try (DecodingRoom.Turn _ = decoding.toDecode(records)) {
            receipt = meters.received(records.size());
            batch = read(request, records, origin, answering.memory, receipt);
        }
        // Not on the journal's writer, which everybody waits for: an answer may be long.
        intake.committing(batch)
                .handleAsync(
                        (appended, failure) -> answerTo(request, delivery, batch, receipt, appended, failure), requests)
                .whenComplete(
                        (sent, failure) -> answering.send(failure == null ? sent : request.refused(failed(failure))));
    }

    private Batch read(Request request, List<RecordSlice> records, Origin origin, Room room, Receipt receipt) {
        try {
            return intake.read(origin, records, request.idempotencyKey(), request.right(), room);
        } catch (NoRoom e) {
            receipt.pushedBack("memory");
            throw new RequestRefused(Refusal.busy("too many requests at once"), e);
        } catch (RuntimeException | Error e) {
            receipt.pushedBack("error");
            throw e;
        }
    }

    private HttpAnswer answerTo(
            Request request,
            Call.Delivery delivery,
            Batch batch,
            Receipt receipt,
            @Nullable Appended appended,
            @Nullable Throwable failure) {
        if (appended != null) {
            receipt.taken(batch);
            return delivery.answer(batch, appended.ids());
        }
        return request.refused(refusal(
                receipt,
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : Objects.requireNonNull(failure)));
    }

    private static Refusal refusal(Receipt receipt, Throwable failure) {
        return switch (failure) {
            case JournalFull _ -> {
                receipt.pushedBack("journal_full");
                yield Refusal.busy("the journal takes nothing at the moment");
            }
            case JournalUnavailable _ -> {
                receipt.pushedBack("journal_unavailable");
                yield new Refusal(
                        503,
                        "the journal's disk failed",
                        "send the request again, with the same Idempotency-Key so that nothing is doubled",
                        Map.of("Retry-After", "5"));
            }
            default -> {
                receipt.pushedBack("error");
                yield failed(failure);
            }
        };
    }

    /** Not known whether anything was kept. */
    private static Refusal failed(Throwable failure) {
        log.atError().setCause(failure).log("a request failed");
        return new Refusal(
                500, "internal error", "the service's log says more; to repeat it use the same Idempotency-Key");
    }

    /** Stops accepting, lets open requests finish, closes idle connections. */
    @Override
    public void close() {
        listener.close(settings.drainTimeout());
        requests.close();
    }

    HttpDoorSettings settings() {
        return settings;
    }

    ByteBudget memory() {
        return memory;
    }

    DoorMeters meters() {
        return meters;
    }

    OpenWork openWork() {
        return listener.openWork();
    }

    /** The one answer to a request, and the memory that goes back when it is written. */
    private final class Answering {
        private final Asker asker;
        private final Request request;
        private final ByteBudget.Share memory;

        private Answering(Asker asker, Request request) {
            this.asker = asker;
            this.request = request;
            this.memory = HttpDoor.this.memory.share().of(request.client());
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
                listener.openWork().end();
            }
        }
    }
}

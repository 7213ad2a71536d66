package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import dev.tocsin.ingest.receive.EventsRequest.Form;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/events}: answered after the fsync, with the fate of each record. A request is kept as a whole or, with
 * 429 or 503, not at all, but for records that are bad in themselves.
 */
public final class HttpDoor implements AutoCloseable {
    static final String NAME = "http";

    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final HttpDoorSettings settings;
    private final Intake intake;
    private final ByteBudget memory;
    private final DecodingRoom decoding;
    private final DoorMeters meters;
    private final Admission admission;
    private final @Nullable TlsEntrance tls;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ingest-http-", 0).factory());
    private final Listener listener;

    private HttpDoor(
            HttpDoorSettings settings,
            DoorAccess access,
            Intake intake,
            Memory memory,
            MeterRegistry metrics,
            EventLoops loops) {
        this.settings = settings;
        this.intake = intake;
        this.memory = memory.budget();
        this.decoding = memory.decoding();
        this.meters = new DoorMeters(metrics, NAME);
        this.admission = new Admission(access.tokens(), settings.rate(), access.clock());
        this.tls = TlsEntrance.of(NAME, access.tls(), meters);
        this.listener = new Listener(
                NAME,
                settings.maxConnections(),
                meters,
                loops,
                this::receiveFrom,
                connection -> connection.pipeline().fireUserEventTriggered(HttpEventsHandler.DRAIN));
    }

    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    public static HttpDoor open(
            HttpDoorSettings settings,
            DoorAccess access,
            Intake intake,
            Memory memory,
            MeterRegistry metrics,
            EventLoops loops) {
        DoorAddress.require(settings, access.tokens());
        HttpDoor door = new HttpDoor(settings, access, intake, memory, metrics, loops);
        door.listener.open(settings.address(), settings.port(), "TOCSIN_HTTP_PORT");
        log.atInfo()
                .addKeyValue("port", door.port())
                .addKeyValue("tls", access.tls() != null)
                .log("receiving events over HTTP");
        return door;
    }

    public int port() {
        return listener.port();
    }

    public boolean isOpen() {
        return listener.isOpen();
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

    /** Handles one request on a thread of its own. The answer comes whatever goes wrong; the body is read until then. */
    void handle(EventsRequest request, byte[] body, int length, Origin origin, Asker asker) {
        listener.openWork().begin();
        Answering answering = new Answering(asker, request.client());
        try {
            requests.execute(() -> {
                try {
                    accept(request, body, length, origin, answering);
                } catch (RequestRefused e) {
                    answering.send(e.answer());
                } catch (RuntimeException | Error e) {
                    answering.send(failed(e));
                }
            });
        } catch (RuntimeException | Error e) {
            answering.send(failed(e));
        }
    }

    private void accept(EventsRequest request, byte[] body, int length, Origin origin, Answering answering) {
        byte[] plain = body;
        int plainLength = length;
        if (request.gzip()) {
            plain = EventsBody.gunzip(body, length, settings.maxBodyBytes(), answering.memory);
            plainLength = plain.length;
        }
        boolean lines = request.form() == Form.LINES
                || (request.form() == Form.GUESS && EventsBody.looksLikeLines(plain, plainLength));
        List<RecordSlice> records;
        try (DecodingRoom.Turn _ = decoding.toCut(lines ? 0 : plainLength)) {
            records = lines ? EventsBody.lines(plain, plainLength) : EventsBody.values(plain, plainLength);
        }
        if (records.isEmpty()) {
            throw new RequestRefused(HttpAnswer.error(400, "no event in the body", "send one JSON object per line"));
        }
        Batch batch;
        try (DecodingRoom.Turn _ = decoding.toDecode(records)) {
            batch = read(request, records, origin, answering.memory);
        }
        // Not on the journal's writer, which everybody waits for: an answer may be long.
        intake.committing(batch)
                .handleAsync((appended, failure) -> answerTo(batch, appended, failure), requests)
                .whenComplete((sent, failure) -> answering.send(failure == null ? sent : failed(failure)));
    }

    private Batch read(EventsRequest request, List<RecordSlice> records, Origin origin, Room room) {
        try {
            return intake.read(origin, records, request.idempotencyKey(), request.right(), room);
        } catch (NoRoom e) {
            meters.pushedBack("memory", records.size());
            throw new RequestRefused(HttpAnswer.busy("too many requests at once"), e);
        } catch (RuntimeException | Error e) {
            meters.pushedBack("error", records.size());
            throw e;
        }
    }

    private HttpAnswer answerTo(Batch batch, @Nullable Appended appended, @Nullable Throwable failure) {
        if (appended != null) {
            if (batch.forbidden() > 0) {
                meters.pushedBack("forbidden", batch.forbidden());
            }
            return HttpAnswer.ofRecords(batch.refusals(), appended.ids());
        }
        return failureAnswer(
                batch,
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : Objects.requireNonNull(failure));
    }

    private HttpAnswer failureAnswer(Batch batch, Throwable failure) {
        return switch (failure) {
            case JournalFull _ -> {
                meters.pushedBack("journal_full", batch.records());
                yield HttpAnswer.busy("the journal takes nothing at the moment");
            }
            case JournalUnavailable _ -> {
                meters.pushedBack("journal_unavailable", batch.records());
                yield HttpAnswer.error(
                        503,
                        "the journal's disk failed",
                        "send the request again, with the same Idempotency-Key so that nothing is doubled",
                        Map.of("Retry-After", "5"));
            }
            default -> {
                meters.pushedBack("error", batch.records());
                yield failed(failure);
            }
        };
    }

    /** Not known whether anything was kept. */
    private static HttpAnswer failed(Throwable failure) {
        log.atError().setCause(failure).log("a request failed");
        return HttpAnswer.error(
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

    Admission admission() {
        return admission;
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
        private final ByteBudget.Share memory;

        private Answering(Asker asker, String client) {
            this.asker = asker;
            this.memory = HttpDoor.this.memory.share().of(client);
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

package dev.tocsin.ingest;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.decode.RecordDecoder;
import dev.tocsin.ingest.decode.SyslogDecoder;
import dev.tocsin.ingest.decode.otlp.OtlpRecordDecoder;
import dev.tocsin.ingest.enrich.Enricher;
import dev.tocsin.ingest.enrich.KeyedIds;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Journal;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Committed;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.NoRoom;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.sequence.Numbered;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write side: what a door received is decoded, enriched and journaled; what cannot be decoded becomes a dead letter,
 * or is counted only if its client has sent very much of it.
 * The doors keep the account of what they hand in. Thread-safe.
 */
public final class IngestPipeline implements Intake {
    private static final Logger log = LoggerFactory.getLogger(IngestPipeline.class);
    private static final int MAX_DEAD_LETTER_BYTES = 64 * 1_024;

    /** An event in memory is its document and about so much around it. */
    private static final int BYTES_AROUND = 128;

    private static final MalformedRecord NOT_READ = new MalformedRecord(
            "an error of this service while it was read", -1, "the service's log says more: report it there");

    private static final MalformedRecord TOO_LARGE = new MalformedRecord(
            "larger than " + Journal.MAX_DOCUMENT_BYTES + " bytes as a document",
            -1,
            "shorten the stack trace or message in the encoder");

    private final Streams streams;
    private final Journal journal;
    private final RefusedRecords refusedRecords;
    private final InstantSource clock;
    private final ZoneId zone;
    private final PipelineMeters meters;
    private final LetterAllowance allowance = new LetterAllowance();
    private final Set<Class<?>> errorsSeen = ConcurrentHashMap.newKeySet();
    private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();

    /** With this machine's zone for times that name none. */
    public IngestPipeline(
            Streams streams,
            Journal journal,
            RefusedRecords refusedRecords,
            InstantSource clock,
            MeterRegistry metrics) {
        this(streams, journal, refusedRecords, clock, ZoneId.systemDefault(), metrics);
    }

    /** @param zone of syslog's times, which name none */
    public IngestPipeline(
            Streams streams,
            Journal journal,
            RefusedRecords refusedRecords,
            InstantSource clock,
            ZoneId zone,
            MeterRegistry metrics) {
        this.zone = zone;
        this.streams = streams;
        this.journal = journal;
        this.refusedRecords = refusedRecords;
        this.clock = clock;
        this.meters = new PipelineMeters(metrics);
    }

    @Override
    public Batch read(
            Origin origin, List<RecordSlice> records, @Nullable String idempotencyKey, WriteRight right, Room room) {
        Instant now = clock.instant();
        KeyedIds ids = idempotencyKey == null ? null : KeyedIds.under(idempotencyKey);
        List<RecordFate> fates = new ArrayList<>(records.size());
        List<Numbered> numbered = new ArrayList<>();
        BadRecords bad = new BadRecords(origin, now);
        Forbidden forbidden = new Forbidden(right);
        long bytes = 0;
        Scratch scratch = takeScratch();
        for (int i = 0; i < records.size(); i++) {
            RecordSlice record = records.get(i);
            EventId keyedId = ids == null ? null : keyedId(ids, i, record.alone());
            RecordFate fate;
            try {
                fate = scratch.read(record, origin, now, keyedId, forbidden);
            } catch (RuntimeException e) {
                // One record is not to keep the others of its request out for ever: its sender would repeat them all.
                tellOnce(e, origin);
                fate = scratch.refused(record, NOT_READ, forbidden);
                // It is in the middle of that record.
                scratch = new Scratch(streams, zone);
            }
            fates.add(fate);
            Numbered number = fate instanceof MalformedRecord ? null : scratch.enricher.numbered();
            if (number != null) {
                numbered.add(number);
            }
            long taken = switch (fate) {
                case LogEvent event -> event.document().length + BYTES_AROUND;
                case SiftedOut _ -> BYTES_AROUND;
                case MalformedRecord refusal -> refusal.isKept() ? bad.add(record, refusal) : BYTES_AROUND;
            };
            bytes += taken;
            if (taken > 0 && !room.tryTake(taken)) {
                throw new NoRoom(i);
            }
        }
        scratch.decoder(origin.format()).within(null);
        // A body that was given back is not to be kept by who may sleep from now on.
        scratch.enricher.forget(scratch.fields);
        idle.add(scratch);
        return new Batch(origin, fates, bad.letters, bad.onlyCounted, bytes, numbered, 0);
    }

    @Override
    public void expect(String door) {
        refusedRecords.account().expect(door);
    }

    private void tellOnce(RuntimeException error, Origin origin) {
        if (errorsSeen.add(error.getClass())) {
            log.atError()
                    .addKeyValue("door", origin.door())
                    .addKeyValue("format", origin.format())
                    .setCause(error)
                    .log("a record could not be read because of an error here; more of this kind are not told");
        }
    }

    private static EventId keyedId(KeyedIds ids, int place, RecordSlice alone) {
        return ids.of(place, alone.bytes(), alone.from(), alone.to());
    }

    @Override
    public CompletableFuture<Committed> commit(Batch batch) {
        return commit(batch, journal::append);
    }

    @Override
    public CompletableFuture<Committed> commitFollowed(Batch batch) {
        return commit(batch, journal::appendFollowed);
    }

    private CompletableFuture<Committed> commit(Batch batch, Append how) {
        long start = System.nanoTime();
        Timer append = meters.append(batch.origin().door());
        CompletableFuture<Appended> durable = append(batch.events(), how).thenApply(appended -> {
            append.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return appended;
        });
        if (batch.malformed() == 0) {
            return durable.thenApply(Committed::of);
        }
        // Only after the events: if the journal is full the client sends the bad records again as well, and what it
        // sends again and again is not to use up its dead letters.
        return durable.thenCompose(appended -> {
            List<DeadLetter> letters = allowance.take(batch.origin(), batch.deadLetters(), clock.instant());
            String door = batch.origin().door();
            int leftOut = batch.malformed() - letters.size();
            meters.onlyCounted.increment(leftOut);
            refusedRecords.account().leftOut(door, leftOut);
            return refusedRecords
                    .keep(door, letters)
                    .thenApply(areKept -> new Committed(appended, areKept ? letters.size() : 0));
        });
    }

    private static CompletableFuture<Appended> append(List<LogEvent> events, Append how) {
        try {
            return events.isEmpty() ? CompletableFuture.completedFuture(Appended.NOTHING) : how.append(events);
        } catch (RuntimeException e) {
            // One way to fail is enough for the doors.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** One of the journal's ways. */
    private interface Append {
        CompletableFuture<Appended> append(List<LogEvent> events);
    }

    private Scratch takeScratch() {
        Scratch scratch = idle.poll();
        return scratch == null ? new Scratch(streams, zone) : scratch;
    }

    /** The bad records of a batch. What its client has no more letters for is not even copied. */
    private final class BadRecords {
        private final Origin origin;
        private final Instant now;
        private final List<DeadLetter> letters = new ArrayList<>();
        private int onlyCounted;
        private int bytesLeft;

        private BadRecords(Origin origin, Instant now) {
            this.origin = origin;
            this.now = now;
        }

        /** Returns the bytes of memory that it takes. */
        private int add(RecordSlice record, MalformedRecord refusal) {
            if (letters.isEmpty() && onlyCounted == 0) {
                bytesLeft = allowance.left(origin, now);
            }
            if (bytesLeft < LetterAllowance.PLACE_BYTES) {
                onlyCounted++;
                return BYTES_AROUND;
            }
            DeadLetter letter = letter(record, refusal);
            letters.add(letter);
            bytesLeft -= LetterAllowance.costOf(letter);
            return letter.raw().length + BYTES_AROUND;
        }

        private DeadLetter letter(RecordSlice refused, MalformedRecord refusal) {
            RecordSlice record = refused.alone();
            int length = record.to() - record.from();
            int kept = Math.min(length, MAX_DEAD_LETTER_BYTES);
            return new DeadLetter(
                    now,
                    "decode",
                    origin,
                    streams.streamOf(record.claim()),
                    streams.idOf(record.claim()),
                    refusal.reasonAndPlace(),
                    Arrays.copyOfRange(record.bytes(), record.from(), record.from() + kept),
                    kept < length || record.isCut());
        }
    }

    /** What the sender of a request is told of streams that it may not write: each once, and of very many not the name. */
    private static final class Forbidden {
        private static final int MOST_STREAMS = 100;

        private final WriteRight right;
        private final Map<String, MalformedRecord> told = new HashMap<>();

        private Forbidden(WriteRight right) {
            this.right = right;
        }

        private MalformedRecord of(String stream) {
            MalformedRecord known = told.get(stream);
            if (known != null) {
                return known;
            }
            String named = told.size() < MOST_STREAMS ? stream : "the data stream of this event";
            return told.computeIfAbsent(named, right.refusal());
        }
    }

    /** The memory that decoding and enriching reuse: one set per thread that is at work. */
    private static final class Scratch {
        private final JsonRecordDecoder json = new JsonRecordDecoder();
        private final SyslogDecoder syslog;
        private final OtlpRecordDecoder otlp = new OtlpRecordDecoder();
        private final FieldList fields = new FieldList();
        private final Streams streams;
        private final Enricher enricher;

        private Scratch(Streams streams, ZoneId zone) {
            this.syslog = new SyslogDecoder(zone);
            this.streams = streams;
            this.enricher = new Enricher(streams);
        }

        private RecordFate read(
                RecordSlice record, Origin origin, Instant now, @Nullable EventId keyedId, Forbidden forbidden) {
            MalformedRecord refusal = record.refusal();
            if (refusal == null) {
                RecordDecoder decoder = decoder(origin.format());
                decoder.within(record.envelope());
                refusal = decoder.decode(record.bytes(), record.from(), record.to(), origin, now, fields);
            }
            if (refusal != null) {
                return refused(record, refusal, forbidden);
            }
            RecordFate fate = enricher.enrich(fields, origin, now, keyedId, record.claim(), forbidden.right.streams());
            if (fate == null) {
                return forbidden.of(enricher.forbiddenStream());
            }
            return fate instanceof LogEvent event && event.document().length > Journal.MAX_DOCUMENT_BYTES
                    ? TOO_LARGE
                    : fate;
        }

        /** Whatever is wrong with it: who may not write here may not fill our disk either. */
        private MalformedRecord refused(RecordSlice record, MalformedRecord refusal, Forbidden forbidden) {
            String claimed = streams.streamOf(record.claim());
            return claimed != null && !forbidden.right.streams().test(claimed) ? forbidden.of(claimed) : refusal;
        }

        private RecordDecoder decoder(RecordFormat format) {
            return switch (format) {
                case JSON -> json;
                case SYSLOG -> syslog;
                case OTLP -> otlp;
            };
        }
    }
}

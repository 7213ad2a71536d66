package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.enrich.EcsFields.Match;
import dev.tocsin.ingest.enrich.Streams.OutOfBounds;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.redact.Redactor;
import dev.tocsin.ingest.sequence.Numbered;
import dev.tocsin.ingest.sequence.Numbered.Sender;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns a decoded record into the document that Elasticsearch gets: known fields to their ECS place, the rest to labels,
 * one spelling for time and level, a data stream, an id if the client gave one. Never fails and never drops a value:
 * what does not fit becomes a label of its own name. Holds scratch memory: one per thread.
 *
 * <p>If several of the sender's fields mean the same known field, the best name wins (the ECS path first, then aliases
 * in the table's order) and the others become labels, unless they say the same. Of several values of a field that
 * takes one, the first that fits wins.
 */
public final class Enricher {
    private static final int TIMESTAMP = EcsFields.indexOf("@timestamp");
    private static final int LEVEL = EcsFields.indexOf("log.level");
    private static final int SOURCE_ADDRESS = EcsFields.indexOf("log.source.address");
    private static final int SERVICE_NAME = EcsFields.indexOf("service.name");
    private static final int EVENT_SEQUENCE = EcsFields.indexOf("event.sequence");
    private static final int HOST_NAME = EcsFields.indexOf("host.name");
    private static final int PROCESS_ID = EcsFields.indexOf("process.pid");
    private static final int EVENT_ID = EcsFields.indexOf("event.id");
    private static final int EVENT_DATASET = EcsFields.indexOf("event.dataset");
    private static final int ERROR_GROUPING_KEY = EcsFields.indexOf("error.grouping_key");
    private static final int ERROR_TYPE = EcsFields.indexOf("error.type");
    private static final int ERROR_MESSAGE = EcsFields.indexOf("error.message");
    private static final int ERROR_STACK_TRACE = EcsFields.indexOf("error.stack_trace");

    private static final int NONE = -1;

    private static final int USUAL_FIELDS = 128;
    private static final int MOST_MATCHES = 16 * USUAL_FIELDS;

    /** Longer ones are no hosts, and who counts is remembered. */
    private static final int LONGEST_HOST = 255;

    /** A label of events that are kept for others like them, which are not. */
    private static final String STANDS_FOR = "sampled_one_in";

    private final Streams streams;
    private final Asked asked = new Asked();
    private final KnownFields known = new KnownFields();
    private final Labels labels = new Labels();
    private final DocumentWriter out = new DocumentWriter();
    /** Whether several of the record's fields mean the same known one. Else there is nothing to choose. */
    private boolean isContested;
    /** Of each known field, by which of the record's fields it is meant; {@link #NONE}. */
    private final int[] winner = new int[EcsFields.ALL.size()];

    private String forbidden = "";
    private @Nullable OutOfBounds outOfBounds;
    private final int[] winnersRank = new int[EcsFields.ALL.size()];
    /** Of each of the record's fields its name and what that means; an encoder has the same ones at the same places. */
    private @Nullable String[] names = new String[USUAL_FIELDS];

    private @Nullable Match[] matches = new Match[USUAL_FIELDS];
    private int matched;
    private Instant latest = Instant.MIN;
    private Instant earliest = Instant.MAX;
    /** Which of the record's values was looked at as its time, and what that found. */
    private int timeValue;

    private boolean timeFits;
    private @Nullable String timeMade;
    /** Of a value that {@link #fits}, how it is written; null if as it was sent. */
    private @Nullable String made;

    public Enricher(Streams streams) {
        this.streams = streams;
    }

    /**
     * Makes the event.
     *
     * @param keyedId of {@link KeyedIds}, for a record without an {@code event.id}; null if the request has no
     *     idempotency key
     */
    public RecordFate enrich(FieldList fields, Origin origin, Instant receivedAt, @Nullable EventId keyedId) {
        return Objects.requireNonNull(enrich(fields, origin, receivedAt, keyedId, Claim.NONE, _ -> true));
    }

    /**
     * The same with what is said of the record beside it: an event, or why a rule took it out; but null if the event is for
     * a data stream that its sender may not write.
     */
    public @Nullable RecordFate enrich(
            FieldList fields,
            Origin origin,
            Instant receivedAt,
            @Nullable EventId keyedId,
            Claim claim,
            Predicate<String> mayWrite) {
        known.clear(fields);
        labels.clear();
        at(receivedAt);
        outOfBounds = null;
        timeValue = NONE;
        match(fields);
        if (isContested) {
            chooseWinners(fields);
        }
        for (int field = 0; field < fields.fields(); field++) {
            place(fields, field);
        }
        if (!known.has(TIMESTAMP)) {
            known.set(TIMESTAMP, receivedAt.toString());
            if (outOfBounds != null) {
                streams.countRestamped(outOfBounds);
            }
        }
        String level = known.get(LEVEL);
        if (level != null) {
            known.set(LEVEL, Severity.of(level));
        }
        String peer = origin.peer();
        if (peer != null && !known.has(SOURCE_ADDRESS)) {
            known.set(SOURCE_ADDRESS, peer);
        }
        deriveError();
        String eventId = claim.id() == null ? known.get(EVENT_ID) : claim.id();
        EventId id = eventId == null ? keyedId : ClientIds.ofEventId(eventId);
        Dataset dataset = chooseDataset(origin, claim.target(), mayWrite);
        if (dataset == null) {
            return null;
        }
        EventRules rules = streams.rules();
        Sieve.Verdict verdict = rules.sieve().verdict(asked);
        if (verdict.out() != null) {
            return new SiftedOut(verdict.rule(), verdict.out(), dataset.stream());
        }
        if (verdict.standsFor() > 1) {
            labels.add(STANDS_FOR, Kind.NUMBER, Integer.toString(verdict.standsFor()));
        }
        return new LogEvent(id, dataset.stream(), write(dataset, rules.redactor()));
    }

    /** The number that the last event has from its sender; null if it has none. */
    public @Nullable Numbered numbered() {
        String number = known.get(EVENT_SEQUENCE);
        String dataset = known.get(EVENT_DATASET);
        if (number == null || dataset == null) {
            return null;
        }
        String host = known.get(HOST_NAME);
        if (host != null && host.length() > LONGEST_HOST) {
            return null;
        }
        Sender sender = new Sender(streams.datasets.streamFor(dataset), host, known.get(PROCESS_ID));
        return new Numbered(sender, Long.parseLong(number));
    }

    /**
     * Holds nothing of the last record any more, nor of the bytes that it lay in, but for short texts (128 of up to 64
     * characters in a list), which the next record often has at the same place.
     */
    public void forget(FieldList fields) {
        fields.clear();
        known.clear(fields);
        labels.forget();
    }

    /** The data stream of the last event that its sender may not write. */
    public String forbiddenStream() {
        return forbidden;
    }

    /** The bounds of times, the same for all events that are received at once. */
    private void at(Instant receivedAt) {
        if (receivedAt != asked.receivedAt) {
            asked.receivedAt = receivedAt;
            EnrichSettings settings = streams.settings;
            latest = receivedAt.plus(settings.maxFuture());
            earliest = settings.maxAge().isZero() ? Instant.MIN : receivedAt.minus(settings.maxAge());
        }
    }

    /** Looks up what the record's fields mean. */
    private void match(FieldList fields) {
        int count = fields.fields();
        boolean isAsBefore = count == matched;
        if (matches.length < count || matches.length > MOST_MATCHES) {
            names = new String[Math.max(USUAL_FIELDS, 2 * count)];
            matches = new Match[names.length];
            isAsBefore = false;
        }
        for (int field = 0; field < count; field++) {
            String name = fields.name(field);
            if (!name.equals(names[field])) {
                names[field] = name;
                matches[field] = EcsFields.match(name);
                isAsBefore = false;
            }
        }
        matched = count;
        if (!isAsBefore) {
            isContested = isAnyMeantTwice();
        }
    }

    private boolean isAnyMeantTwice() {
        Arrays.fill(winner, NONE);
        for (int field = 0; field < matched; field++) {
            Match match = matches[field];
            if (match != null && winner[match.index()] != NONE) {
                return true;
            }
            if (match != null) {
                winner[match.index()] = field;
            }
        }
        return false;
    }

    private void chooseWinners(FieldList fields) {
        Arrays.fill(winner, NONE);
        for (int field = 0; field < matched; field++) {
            Match match = matches[field];
            if (match != null
                    && (winner[match.index()] < 0 || match.rank() < winnersRank[match.index()])
                    && hasFit(fields, field, match)) {
                winner[match.index()] = field;
                winnersRank[match.index()] = match.rank();
            }
        }
    }

    private boolean hasFit(FieldList fields, int field, Match match) {
        for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
            if (fits(match, fields, value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value is one of its field; if so, {@link #made} says how it is written. */
    private boolean fits(Match match, FieldList fields, int value) {
        made = null;
        int index = match.index();
        if (index == TIMESTAMP) {
            return fitsAsTime(fields, value);
        }
        if (index == SERVICE_NAME || index == EVENT_ID) {
            return !fields.text(value).isBlank();
        }
        FieldType type = match.field().type();
        if (type.isText() || fitsAsSent(type, fields, value)) {
            return true;
        }
        String text = fields.text(value);
        String fit = FieldValue.fit(type, fields.kind(value), text);
        made = text.equals(fit) ? null : fit;
        return fit != null;
    }

    private static boolean fitsAsSent(FieldType type, FieldList fields, int value) {
        return fields.isPlain(value)
                && FieldValue.fitsAsSent(
                        type, fields.kind(value), fields.source(), fields.from(value), fields.to(value));
    }

    private boolean fitsAsTime(FieldList fields, int value) {
        if (value != timeValue) {
            timeValue = value;
            if (fields.isPlain(value)) {
                fitsAsTime(fields.source(), fields.from(value), fields.to(value));
            } else {
                byte[] text = Timestamps.bytesOf(fields.text(value));
                fitsAsTime(text, 0, text.length);
            }
        }
        made = timeMade;
        return timeFits;
    }

    private void fitsAsTime(byte[] text, int from, int to) {
        Instant at = Timestamps.parse(text, from, to);
        timeFits = at != null && !isOutOfBounds(at);
        timeMade = at == null || Timestamps.isCanonical(text, from, to) ? null : at.toString();
    }

    private boolean isOutOfBounds(Instant at) {
        if (at.isAfter(latest)) {
            outOfBounds = OutOfBounds.FUTURE;
            return true;
        }
        if (at.isBefore(earliest)) {
            outOfBounds = OutOfBounds.LATE;
            return true;
        }
        return false;
    }

    private void place(FieldList fields, int field) {
        String name = fields.name(field);
        Match match = matches[field];
        for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
            if (match == null) {
                if (!saysNothing(name, fields, value)) {
                    labels.add(name, fields, value);
                }
            } else if (isContested && winner[match.index()] != field) {
                placeLoser(fields, match, name, value);
            } else {
                placeWinner(fields, match, name, value);
            }
        }
    }

    private void placeWinner(FieldList fields, Match match, String name, int value) {
        int index = match.index();
        boolean fits = fits(match, fields, value);
        String fit = made;
        if (!fits) {
            labels.add(name, fields, value);
        } else if (known.has(index) && match.field().single()) {
            if (!(fit == null ? fields.text(value) : fit).equals(known.get(index))) {
                labels.add(name, fields, value);
            }
        } else if (fit == null) {
            known.take(index, value);
        } else {
            known.add(index, fit);
        }
    }

    private void placeLoser(FieldList fields, Match match, String name, int value) {
        int winning = winner[match.index()];
        boolean saysTheSame =
                winning >= 0 && fields.text(fields.firstValue(winning)).equals(fields.text(value));
        if (!saysTheSame) {
            labels.add(name, fields, value);
        }
    }

    /** What the Logstash encoder adds to every event and never varies or repeats the level. */
    private static boolean saysNothing(String name, FieldList fields, int value) {
        return (name.equals("@version") && fields.is(value, "1"))
                || (name.equals("level_value") && fields.kind(value) == Kind.NUMBER);
    }

    private void deriveError() {
        String trace = known.get(ERROR_STACK_TRACE);
        if (trace == null) {
            return;
        }
        String fingerprint = known.get(ERROR_GROUPING_KEY) == null ? StackFingerprint.of(trace) : null;
        if (fingerprint != null) {
            known.set(ERROR_GROUPING_KEY, fingerprint);
        }
        if (known.get(ERROR_TYPE) != null && known.get(ERROR_MESSAGE) != null) {
            return;
        }
        StackTrace head = StackTrace.headOf(trace);
        if (head == null) {
            return;
        }
        if (known.get(ERROR_TYPE) == null) {
            known.set(ERROR_TYPE, head.type());
        }
        String message = head.message();
        if (known.get(ERROR_MESSAGE) == null && message != null) {
            known.set(ERROR_MESSAGE, message);
        }
    }

    /**
     * By the index that the event was sent to; else by service name; a sender that has none but names its dataset, as
     * collectors do, gets that one.
     */
    private @Nullable Dataset chooseDataset(Origin origin, @Nullable String target, Predicate<String> mayWrite) {
        String claimed = known.get(EVENT_DATASET);
        String name = target != null ? streams.datasets.nameOf(target) : known.get(SERVICE_NAME);
        if (name == null && claimed != null && !claimed.isBlank()) {
            name = claimed;
        }
        Dataset generic = streams.datasets.generic();
        Dataset dataset =
                name != null ? streams.datasets.of(name, mayWrite) : mayWrite.test(generic.stream()) ? generic : null;
        if (dataset == null) {
            forbidden = name == null ? generic.stream() : streams.datasets.streamFor(name);
            return null;
        }
        if (name == null) {
            streams.countNameless(origin);
        }
        if (claimed != null && !claimed.equals(dataset.name())) {
            labels.add("event.dataset", Kind.TEXT, claimed);
        }
        known.set(EVENT_DATASET, dataset.name());
        return dataset;
    }

    private byte[] write(Dataset dataset, Redactor redactor) {
        if (!redactor.isIdle()) {
            labels.redact(redactor);
        }
        known.writeHead(out, redactor);
        int overflowed = labels.write(out, streams.labelNames, streams.labelNames.of(dataset.stream()));
        known.writeEvent(out, redactor);
        out.ascii('}');
        if (overflowed > 0) {
            streams.countOverflow(overflowed);
        }
        return out.take();
    }

    /** The event in hand, as rules see it. */
    private final class Asked implements EventFields {
        private Instant receivedAt = Instant.EPOCH;

        @Override
        public Instant receivedAt() {
            return receivedAt;
        }

        @Override
        public boolean any(int field, ValueTest test) {
            return known.any(field, test);
        }

        @Override
        public boolean anyOfLabel(String name, boolean numeric, ValueTest test) {
            return labels.any(name::equals, numeric, test);
        }

        @Override
        public boolean anyOfLabels(ValueTest names, boolean numeric, ValueTest test) {
            return labels.any(names, numeric, test);
        }
    }
}

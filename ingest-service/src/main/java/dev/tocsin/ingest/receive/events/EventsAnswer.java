package dev.tocsin.ingest.receive.events;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.journal.Settled;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** What the sender of events is told. */
final class EventsAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    /** So long refusals are told in full, the same one too. */
    private static final int PLENTY_CHARS = 32 * 1_024;

    /** So long those are told in full that were not told before. */
    private static final int ENOUGH_CHARS = 512 * 1_024;

    private static final MalformedRecord UNTOLD = new MalformedRecord(
            "not told: too many different refusals in one answer", -1, "see those before, and send smaller requests");

    private static final String IN_DEAD_LETTERS = "it is kept as a dead letter: ./tocsin dead-letters list";

    private static final String WAITING =
            ",\"note\":\"durable in the journal, not yet seen in Elasticsearch: it will be indexed, or kept as a dead"
                    + " letter; with the same Idempotency-Key you may ask again\"";

    private EventsAnswer() {}

    /** {@code {"error":{"reason":…,"hint":…}}}. */
    static HttpAnswer of(Refusal refusal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("reason", refusal.reason());
            json.writeStringProperty("hint", refusal.hint());
            json.writeEndObject();
            json.writeEndObject();
        }
        return new HttpAnswer(refusal.status(), refusal.headers(), bytes.toByteArray());
    }

    /**
     * The fate of each record, in order: {@code {"accepted":1,"refused":1,"records":[{"id":…},{"error":{"reason":…,
     * "offset":…,"hint":…}}]}}; what has an id is durable, and will be found under it. A record that a rule took out is
     * {@code {"dropped":"the rule"}} or {@code {"sampledOut":"the rule"}}, and their number is {@code siftedOut} beside the
     * others'. A refused record that is kept has {@code "deadLetter":true} in its error. One that the client may not write has {@code "status":403} in its error. 400 if all are refused, 403 if
     * that was the reason for all.
     *
     * <p>Where many are refused, the answer does not grow with what is said but with their number: later refusals that say
     * the same as that of record 7 (from 0) are {@code {"error":{"sameAs":7}}}, with offset, status and deadLetter of their
     * own.
     *
     * @param letters which records are dead letters on disk
     * @param ids of those that were not refused
     */
    static HttpAnswer ofRecords(List<RecordFate> fates, BitSet letters, List<EventId> ids) {
        return of(fates, letters, ids, null);
    }

    /**
     * The same for a sender that waited for Elasticsearch: {@code {"ack":"indexed",…,"indexed":2,"deadLetters":1,…}}. An
     * event that became a dead letter there has an error beside its id. If the wait was over before, it is 202 and
     * {@code {"ack":"journal",…,"waiting":1,"note":…}}, and those that are on their way have {@code "waiting":true}: they
     * are as durable as without the wait, and the same request with its Idempotency-Key asks for them once more. 400 if all were refused, here or there.
     */
    static HttpAnswer ofSettled(List<RecordFate> fates, BitSet letters, List<EventId> ids, Settled settled) {
        return of(fates, letters, ids, settled);
    }

    private static HttpAnswer of(List<RecordFate> fates, BitSet letters, List<EventId> ids, @Nullable Settled settled) {
        StringBuilder json = new StringBuilder(64 + 40 * fates.size());
        int siftedOut =
                (int) fates.stream().filter(fate -> fate instanceof SiftedOut).count();
        int refused = fates.size() - ids.size() - siftedOut;
        json.append(settled == null ? "{" : settled.waiting() > 0 ? "{\"ack\":\"journal\"," : "{\"ack\":\"indexed\",");
        json.append("\"accepted\":").append(ids.size());
        json.append(",\"refused\":").append(refused);
        if (siftedOut > 0) {
            json.append(",\"siftedOut\":").append(siftedOut);
        }
        int lost = refused;
        if (settled != null) {
            appendCounts(settled, json);
            lost += settled.refusals().size();
        }
        json.append(",\"records\":[");
        Refusals refusals = new Refusals(json);
        int event = 0;
        String comma = "";
        for (int record = 0; record < fates.size(); record++) {
            json.append(comma);
            switch (fates.get(record)) {
                case LogEvent _ -> {
                    // An id needs no escape; and there is one for each event, so nothing is done here that is not
                    // needed.
                    json.append("{\"id\":\"").append(ids.get(event).value());
                    if (settled == null) {
                        json.append("\"}");
                    } else {
                        appendOutcome(settled, event, record, refusals, json);
                    }
                    event++;
                }
                // Nor does the name of a rule.
                case SiftedOut out ->
                    json.append(out.reason() == SiftedOut.Reason.DROPPED ? "{\"dropped\":\"" : "{\"sampledOut\":\"")
                            .append(out.rule())
                            .append("\"}");
                case MalformedRecord refusal -> {
                    json.append('{');
                    refusals.append(refusal, record, letters.get(record));
                }
            }
            comma = ",";
        }
        json.append("]}");
        boolean isForbidden =
                fates.stream().allMatch(fate -> fate instanceof MalformedRecord refusal && refusal.isForbidden());
        boolean isWaiting = settled != null && settled.waiting() > 0;
        return new HttpAnswer(
                isWaiting ? 202 : lost < fates.size() ? 200 : isForbidden ? 403 : 400,
                Map.of(),
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void appendCounts(Settled settled, StringBuilder json) {
        json.append(",\"indexed\":").append(settled.indexed());
        json.append(",\"deadLetters\":").append(settled.refusals().size());
        if (settled.waiting() > 0) {
            json.append(",\"waiting\":").append(settled.waiting()).append(WAITING);
        }
    }

    private static void appendOutcome(Settled settled, int event, int record, Refusals refusals, StringBuilder json) {
        String refusal = settled.refusal(event);
        if (settled.isWaiting(event)) {
            json.append("\",\"waiting\":true}");
        } else if (refusal == null) {
            json.append("\"}");
        } else {
            json.append("\",");
            refusals.append(new MalformedRecord(refusal, -1, IN_DEAD_LETTERS), record, true);
        }
    }

    /** The errors of an answer, as many in full as it has room for. */
    private static final class Refusals {
        private final StringBuilder json;
        private final Map<MalformedRecord, Integer> told = new HashMap<>();
        private int chars;

        private Refusals(StringBuilder json) {
            this.json = json;
        }

        /** Ends the record's object with it. */
        private void append(MalformedRecord refusal, int record, boolean isLetter) {
            int before = json.length();
            MalformedRecord said = said(refusal);
            boolean hasRoom = chars < ENOUGH_CHARS;
            @Nullable Integer same = told.putIfAbsent(hasRoom || told.containsKey(said) ? said : UNTOLD, record);
            EventsAnswer.append(hasRoom || same != null ? refusal : UNTOLD, chars < PLENTY_CHARS ? null : same, json);
            json.append(isLetter ? ",\"deadLetter\":true}}" : "}}");
            chars += json.length() - before;
        }
    }

    /** Whatever the place. */
    private static MalformedRecord said(MalformedRecord refusal) {
        return refusal.offset() < 0
                ? refusal
                : new MalformedRecord(refusal.reason(), -1, refusal.hint(), refusal.fault());
    }

    /** Without its end. */
    private static void append(MalformedRecord refusal, @Nullable Integer same, StringBuilder json) {
        json.append(refusal.isForbidden() ? "\"error\":{\"status\":403," : "\"error\":{");
        if (same != null) {
            json.append("\"sameAs\":").append(same);
            if (refusal.offset() >= 0) {
                json.append(",\"offset\":").append(refusal.offset());
            }
            return;
        }
        json.append("\"reason\":\"");
        JsonStringEncoder.getInstance().quoteAsString(refusal.reason(), json);
        if (refusal.offset() >= 0) {
            json.append("\",\"offset\":").append(refusal.offset()).append(",\"hint\":\"");
        } else {
            json.append("\",\"hint\":\"");
        }
        JsonStringEncoder.getInstance().quoteAsString(refusal.hint(), json);
        json.append('"');
    }
}

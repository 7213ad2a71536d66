package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.decode.otlp.OtlpRequest;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.DecodingRoom;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestRefused;
import java.util.ArrayList;
import java.util.List;

/**
 * Log records that are exported. Success is that all are durable; where some are bad in themselves the answer says how many and
 * why of the first; where all are, the request is bad.
 */
final class OtlpCall implements Call.Delivery {
    /** As a document it may be six times as large: a control character is one byte in protobuf. */
    static final int MAX_RECORD_BYTES = 4 * 1_024 * 1_024;

    private static final MalformedRecord TOO_LARGE = new MalformedRecord(
            "a log record larger than " + MAX_RECORD_BYTES + " bytes with its resource and scope",
            -1,
            "shorten its body or its attributes");

    /** Of the refused records so many are told: the protocol has one text for all of them. */
    private static final int MOST_TOLD = 5;

    private final OtlpForm form;
    private final Words words;

    /** How a transport says it. */
    interface Words {
        /** @param rejected of the records; 0 for none, and then there is nothing to say why */
        HttpAnswer taken(int rejected, String why);

        HttpAnswer refused(Refusal refusal);
    }

    OtlpCall(OtlpForm form, Words words) {
        this.form = form;
        this.words = words;
    }

    @Override
    public RecordFormat format() {
        return RecordFormat.OTLP;
    }

    @Override
    public List<RecordSlice> cut(byte[] body, int length, DecodingRoom room) {
        if (form == OtlpForm.PROTOBUF) {
            return cut(body, length);
        }
        try (DecodingRoom.Turn _ = room.toCut(length)) {
            return cut(body, length);
        }
    }

    private List<RecordSlice> cut(byte[] body, int length) {
        List<RecordSlice> records = new ArrayList<>();
        MalformedRecord broken = OtlpRequest.cut(form, body, 0, length, (from, to, envelope) -> {
            if (records.size() == MOST_RECORDS) {
                throw new RequestRefused(
                        413, "more than " + MOST_RECORDS + " log records in one request", "send smaller requests");
            }
            boolean isTooLarge = to - from + envelope.length() > MAX_RECORD_BYTES;
            records.add(new RecordSlice(body, from, to, isTooLarge ? TOO_LARGE : null, Claim.NONE, envelope));
        });
        return broken == null ? records : List.of(new RecordSlice(body, 0, length, broken));
    }

    @Override
    public HttpAnswer answer(Batch batch, List<EventId> ids) {
        List<MalformedRecord> refusals = batch.fates().stream()
                .filter(fate -> fate instanceof MalformedRecord)
                .map(MalformedRecord.class::cast)
                .toList();
        if (refusals.isEmpty()) {
            return words.taken(0, "");
        }
        String why = why(batch, refusals.size());
        if (refusals.size() < batch.records()) {
            return words.taken(refusals.size(), why);
        }
        boolean isForbidden = refusals.stream().allMatch(MalformedRecord::isForbidden);
        return words.refused(
                new Refusal(isForbidden ? 403 : 400, why, "do not send them again as they are, for they stay refused"));
    }

    private static String why(Batch batch, int refused) {
        List<RecordFate> fates = batch.fates();
        StringBuilder text = new StringBuilder(refused + " of " + fates.size() + " log records are refused");
        if (batch.kept() > 0) {
            text.append(", ").append(batch.kept()).append(" kept as dead letters");
        }
        int told = 0;
        for (int record = 0; record < fates.size() && told < MOST_TOLD; record++) {
            if (fates.get(record) instanceof MalformedRecord refusal) {
                text.append("; record ").append(record).append(": ").append(refusal.reason());
                if (refusal.offset() >= 0) {
                    text.append(" at byte ").append(refusal.offset());
                }
                text.append(", ").append(refusal.hint());
                told++;
            }
        }
        return told < refused ? text.append("; and so on").toString() : text.toString();
    }
}

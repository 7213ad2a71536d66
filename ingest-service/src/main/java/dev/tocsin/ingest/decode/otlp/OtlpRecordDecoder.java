package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.decode.Envelope;
import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.RecordDecoder;
import dev.tocsin.ingest.decode.otlp.OtlpEnvelope.Part;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log record with what its request says of all of them: first its own fields, then those of resource and scope, then
 * its attributes, under the names of the Elastic Common Schema where there is one. A record without an envelope is a request
 * with one record. Resource and scope are read once for all records that follow each other. Not thread-safe.
 */
public final class OtlpRecordDecoder implements RecordDecoder {
    private final OtlpFields out = new OtlpFields();
    private final FieldList common = new FieldList();
    private final RecordReader protobuf = OtlpForm.PROTOBUF.reader(out);
    private final RecordReader json = OtlpForm.JSON.reader(out);
    private @Nullable OtlpEnvelope envelope;
    private @Nullable MalformedRecord trouble;

    @Override
    public void within(@Nullable Envelope next) {
        if (next == envelope) {
            return;
        }
        envelope = null;
        common.clear();
        trouble = null;
        if (next instanceof OtlpEnvelope ours) {
            envelope = ours;
            out.to(common);
            try {
                readCommon(ours);
                out.end(common);
            } catch (Broken e) {
                trouble = in("its resource or scope", e.why());
            }
        }
    }

    private void readCommon(OtlpEnvelope ours) {
        Part resource = ours.resource();
        Part scope = ours.scope();
        if (resource.isThere()) {
            reader(ours.form()).resource(ours.request(), resource.from(), resource.to());
        }
        if (scope.isThere()) {
            reader(ours.form()).scope(ours.request(), scope.from(), scope.to());
        }
    }

    private RecordReader reader(OtlpForm form) {
        return switch (form) {
            case PROTOBUF -> protobuf;
            case JSON -> json;
        };
    }

    @Override
    public @Nullable MalformedRecord decode(
            byte[] bytes, int from, int to, Origin origin, Instant receivedAt, FieldList fields) {
        fields.clear();
        OtlpEnvelope around = envelope;
        if (around == null) {
            return decodeAlone(bytes, from, to, origin, receivedAt, fields);
        }
        if (trouble != null) {
            return trouble;
        }
        out.to(fields);
        try {
            RecordReader reader = reader(around.form());
            reader.own(bytes, from, to);
            out.all(common);
            reader.attributes(bytes, from, to);
            out.end(fields);
            return null;
        } catch (Broken e) {
            return in("the log record", e.why());
        }
    }

    private @Nullable MalformedRecord decodeAlone(
            byte[] bytes, int from, int to, Origin origin, Instant receivedAt, FieldList fields) {
        List<Part> records = new ArrayList<>();
        List<Envelope> envelopes = new ArrayList<>();
        OtlpForm form = OtlpForm.of(from < to ? bytes[from] : 0);
        MalformedRecord broken = OtlpRequest.cut(form, bytes, from, to, (start, end, its) -> {
            records.add(new Part(start, end));
            envelopes.add(its);
        });
        if (broken != null) {
            return broken;
        }
        if (records.size() != 1) {
            return new MalformedRecord(
                    records.size() + " log records in a request that is to have one", -1, "send the others apart");
        }
        within(envelopes.getFirst());
        MalformedRecord malformed =
                decode(bytes, records.getFirst().from(), records.getFirst().to(), origin, receivedAt, fields);
        within(null);
        return malformed;
    }

    private static MalformedRecord in(String what, MalformedRecord why) {
        return new MalformedRecord("in " + what + ": " + why.reason(), why.offset(), why.hint());
    }
}

package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.decode.Envelope;
import dev.tocsin.ingest.decode.Utf8;
import dev.tocsin.ingest.decode.otlp.OtlpEnvelope.Part;
import dev.tocsin.ingest.event.MalformedRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ExportLogsServiceRequest, cut into its log records without looking into them. Not thread-safe. */
public final class OtlpRequest {
    private final OtlpForm form;
    private final byte[] bytes;
    private final Records records;

    /** What is found, in order. */
    @FunctionalInterface
    public interface Records {
        void found(int from, int to, Envelope envelope);
    }

    private OtlpRequest(OtlpForm form, byte[] bytes, Records records) {
        this.form = form;
        this.bytes = bytes;
        this.records = records;
    }

    /** Finds the records; null if all is well, else why they cannot be told apart: those that were found are of no use. */
    public static @Nullable MalformedRecord cut(OtlpForm form, byte[] bytes, int from, int to, Records records) {
        OtlpRequest request = new OtlpRequest(form, bytes, records);
        try {
            switch (form) {
                case PROTOBUF -> request.protobuf(new WireReader(bytes, from, to));
                case JSON -> request.json(from, to);
            }
            return null;
        } catch (Broken e) {
            return e.why();
        }
    }

    private void protobuf(WireReader in) {
        while (in.next()) {
            if (in.field() == 1) {
                int outer = in.enter();
                resourceLogs(in);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    /** The resource may stand behind what it belongs to. */
    private void resourceLogs(WireReader in) {
        int start = in.at();
        Part resource = partOf(in, "resource");
        in.back(start);
        while (in.next()) {
            if (in.field() == 2) {
                int outer = in.enter();
                scopeLogs(in, resource);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    private void scopeLogs(WireReader in, Part resource) {
        int start = in.at();
        OtlpEnvelope envelope = new OtlpEnvelope(form, bytes, resource, partOf(in, "scope"));
        in.back(start);
        while (in.next()) {
            if (in.field() == 2) {
                int outer = in.enter();
                records.found(in.at(), in.end(), envelope);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    private static Part partOf(WireReader in, String what) {
        Part part = null;
        while (in.next()) {
            if (in.field() == 1) {
                requireOne(part, what);
                int outer = in.enter();
                part = new Part(in.at(), in.end());
                in.leave(outer);
            } else {
                in.skip();
            }
        }
        return part == null ? Part.NONE : part;
    }

    private static void requireOne(@Nullable Part before, String what) {
        if (before != null) {
            throw new Broken("more than one " + what + " for the same records", -1, "send one");
        }
    }

    private void json(int from, int to) {
        int malformed = Utf8.firstMalformed(bytes, from, to);
        if (malformed >= 0) {
            throw new Broken("not UTF-8", malformed - from, "encode the request as UTF-8");
        }
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            in.enterObject("the request");
            while (in.nextField()) {
                if (isNamed(in, "resourceLogs", "resource_logs")) {
                    in.enterArray("resourceLogs");
                    while (in.nextElement()) {
                        resourceLogs(in, from);
                    }
                } else {
                    in.skip();
                }
            }
            in.end();
        }
    }

    private static boolean isNamed(JsonReader in, String name, String protobufName) {
        return !in.isNull() && (in.name().equals(name) || in.name().equals(protobufName));
    }

    private record ScopeLogs(@Nullable Part scope, List<Part> records) {}

    private void resourceLogs(JsonReader in, int start) {
        in.enterObject("an element of resourceLogs");
        Part resource = null;
        List<ScopeLogs> scopes = new ArrayList<>();
        while (in.nextField()) {
            if (isNamed(in, "resource", "resource")) {
                requireOne(resource, "resource");
                resource = part(in, start);
            } else if (isNamed(in, "scopeLogs", "scope_logs")) {
                in.enterArray("scopeLogs");
                while (in.nextElement()) {
                    scopes.add(scopeLogs(in, start));
                }
            } else {
                in.skip();
            }
        }
        for (ScopeLogs scope : scopes) {
            OtlpEnvelope envelope = new OtlpEnvelope(form, bytes, orNone(resource), orNone(scope.scope));
            scope.records.forEach(record -> records.found(record.from(), record.to(), envelope));
        }
    }

    private static Part orNone(@Nullable Part part) {
        return part == null ? Part.NONE : part;
    }

    private static ScopeLogs scopeLogs(JsonReader in, int start) {
        in.enterObject("an element of scopeLogs");
        Part scope = null;
        List<Part> records = new ArrayList<>();
        while (in.nextField()) {
            if (isNamed(in, "scope", "scope")) {
                requireOne(scope, "scope");
                scope = part(in, start);
            } else if (isNamed(in, "logRecords", "log_records")) {
                in.enterArray("logRecords");
                while (in.nextElement()) {
                    records.add(part(in, start));
                }
            } else {
                in.skip();
            }
        }
        return new ScopeLogs(scope, records);
    }

    private static Part part(JsonReader in, int start) {
        int from = in.from();
        in.skip();
        return new Part(start + from, start + in.to());
    }
}

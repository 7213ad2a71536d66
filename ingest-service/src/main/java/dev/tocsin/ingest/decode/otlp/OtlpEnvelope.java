package dev.tocsin.ingest.decode.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.ingest.decode.Envelope;
import java.util.Arrays;

/** The resource and the scope of log records, by their places in the request; those that are not there are empty. */
@SuppressWarnings("ArrayRecordComponent")
record OtlpEnvelope(OtlpForm form, byte[] request, Part resource, Part scope) implements Envelope {
    private static final int RESOURCE_LOGS = 1;
    private static final int RESOURCE = 1;
    private static final int SCOPE_LOGS = 2;
    private static final int SCOPE = 1;
    private static final int LOG_RECORDS = 2;

    /** A place in the request. */
    record Part(int from, int to) {
        static final Part NONE = new Part(0, 0);

        int length() {
            return to - from;
        }

        boolean isThere() {
            return to > from;
        }
    }

    @Override
    public int length() {
        return resource.length() + scope.length();
    }

    /** A request with this record only. */
    @Override
    public byte[] around(byte[] bytes, int from, int to) {
        return switch (form) {
            case PROTOBUF -> protobufAround(bytes, from, to);
            case JSON -> jsonAround(bytes, from, to);
        };
    }

    private byte[] protobufAround(byte[] bytes, int from, int to) {
        WireWriter scopeLogs = new WireWriter();
        if (scope.isThere()) {
            scopeLogs.bytes(SCOPE, request, scope.from, scope.length());
        }
        scopeLogs.bytes(LOG_RECORDS, bytes, from, to - from);
        WireWriter resourceLogs = new WireWriter();
        if (resource.isThere()) {
            resourceLogs.bytes(RESOURCE, request, resource.from, resource.length());
        }
        return new WireWriter()
                .message(RESOURCE_LOGS, resourceLogs.message(SCOPE_LOGS, scopeLogs))
                .toBytes();
    }

    private byte[] jsonAround(byte[] bytes, int from, int to) {
        WireWriter json = new WireWriter();
        json.raw("{\"resourceLogs\":[{".getBytes(US_ASCII));
        if (resource.isThere()) {
            json.raw("\"resource\":".getBytes(US_ASCII));
            json.raw(Arrays.copyOfRange(request, resource.from, resource.to));
            json.raw(",".getBytes(US_ASCII));
        }
        json.raw("\"scopeLogs\":[{".getBytes(US_ASCII));
        if (scope.isThere()) {
            json.raw("\"scope\":".getBytes(US_ASCII));
            json.raw(Arrays.copyOfRange(request, scope.from, scope.to));
            json.raw(",".getBytes(US_ASCII));
        }
        json.raw("\"logRecords\":[".getBytes(US_ASCII));
        json.raw(Arrays.copyOfRange(bytes, from, to));
        json.raw("]}]}]}".getBytes(US_ASCII));
        return json.toBytes();
    }
}

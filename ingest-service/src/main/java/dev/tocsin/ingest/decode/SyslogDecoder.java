package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message of syslog: RFC 5424, RFC 3164, and what devices make of the two. Whatever of its head is not
 * understood stays in the message, so that only an empty one is refused. Not thread-safe.
 */
public final class SyslogDecoder implements RecordDecoder {
    /** Of all events: what comes by syslog has one shape, whoever sends it. */
    static final String DATASET = "syslog";

    private final SyslogBytes in = new SyslogBytes();
    private final StructuredData structuredData = new StructuredData();
    private final LegacyHeader legacy;

    /** @param zone of times that name none */
    public SyslogDecoder(ZoneId zone) {
        this.legacy = new LegacyHeader(zone);
    }

    @Override
    public @Nullable MalformedRecord decode(
            byte[] bytes, int from, int to, Origin origin, Instant receivedAt, FieldList fields) {
        fields.clear();
        in.read(bytes, from, to);
        if (in.isBlank()) {
            return new MalformedRecord("empty", 0, "send a message");
        }
        boolean hasPriority = SyslogPriority.read(in, fields);
        if (!hasPriority || !readStandard(fields)) {
            legacy.read(in, hasPriority, receivedAt, fields);
        }
        in.skipByteOrderMark();
        if (!in.isAtEnd()) {
            fields.add("message", Kind.TEXT, in.rest());
        }
        if (in.encoding() != null) {
            fields.add("log.syslog.encoding", Kind.TEXT, in.encoding());
        }
        addSender(origin, fields);
        fields.add("event.dataset", Kind.TEXT, DATASET);
        return null;
    }

    /** {@code VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA}; returns whether it begins so. */
    private boolean readStandard(FieldList fields) {
        int before = in.at();
        String version = in.token();
        if (!isVersion(version) || !in.isAtStandardTime()) {
            in.moveTo(before);
            return false;
        }
        fields.add("log.syslog.version", Kind.TEXT, version);
        addToken(fields, "@timestamp");
        addToken(fields, "host.name");
        addToken(fields, "process.name");
        addProcess(fields, in.token());
        addToken(fields, "log.syslog.msgid");
        if (!in.skipNil()) {
            structuredData.read(in, fields);
        }
        in.skip(' ');
        return true;
    }

    private static boolean isVersion(String token) {
        return !token.isEmpty()
                && token.length() <= 3
                && token.charAt(0) != '0'
                && token.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void addToken(FieldList fields, String name) {
        String token = in.token();
        if (!token.isEmpty() && !token.equals("-")) {
            fields.add(name, Kind.TEXT, token);
        }
    }

    /** A number where it is one, as on Unix; else what the sender calls it. */
    static void addProcess(FieldList fields, String id) {
        boolean isNumber = !id.isEmpty() && id.length() <= 9 && id.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!id.isEmpty() && !id.equals("-")) {
            fields.add(isNumber ? "process.pid" : "log.syslog.procid", Kind.TEXT, id);
        }
    }

    /** The host by what it calls itself, else by its address, which is kept in any case: a relay's, or a liar's. */
    private static void addSender(Origin origin, FieldList fields) {
        String peer = origin.peer();
        if (peer == null) {
            return;
        }
        if (!fields.has("host.name")) {
            fields.add("host.name", Kind.TEXT, peer);
        }
        fields.add("log.source.address", Kind.TEXT, peer);
    }
}

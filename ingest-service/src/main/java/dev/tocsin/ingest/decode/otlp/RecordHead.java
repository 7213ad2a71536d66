package dev.tocsin.ingest.decode.otlp;

import java.util.HexFormat;

/** What a log record says of itself but its body and attributes, gathered in whatever order it is sent. Not thread-safe. */
final class RecordHead {
    long time;
    long observed;
    long severity;
    String severityText = "";
    /** In hexadecimal. */
    String traceId = "";

    String spanId = "";
    String eventName = "";
    int flags;
    long dropped;

    static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    void tell(OtlpFields fields) {
        fields.times(time, observed);
        fields.severity(severity, severityText);
        fields.id("trace.id", traceId);
        fields.id("span.id", spanId);
        fields.text("event.action", eventName);
        fields.flags(flags);
        fields.dropped("", dropped);
    }
}

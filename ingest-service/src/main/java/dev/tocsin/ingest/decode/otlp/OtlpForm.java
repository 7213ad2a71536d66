package dev.tocsin.ingest.decode.otlp;

import java.util.function.Function;

/** The two encodings of a request. */
public enum OtlpForm {
    PROTOBUF(ProtobufRecord::new),
    JSON(JsonRecord::new);

    private final Function<OtlpFields, RecordReader> reader;

    OtlpForm(Function<OtlpFields, RecordReader> reader) {
        this.reader = reader;
    }

    RecordReader reader(OtlpFields fields) {
        return reader.apply(fields);
    }

    /** In which one a request is, by its first byte: in protobuf that can only be the tag of {@code resource_logs}. */
    static OtlpForm of(byte firstByte) {
        return firstByte == '\n' ? PROTOBUF : JSON;
    }
}

package dev.tocsin.ingest.receive.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import org.jspecify.annotations.NullMarked;

/**
 * google.rpc.Status, read by its numbers.
 *
 * @param retrySeconds of its RetryInfo; 0 without one
 */
@NullMarked
record RpcStatus(long code, String message, long retrySeconds) {
    static RpcStatus of(byte[] bytes) throws InvalidProtocolBufferException {
        UnknownFieldSet status = UnknownFieldSet.parseFrom(bytes);
        long seconds = 0;
        for (var detail : status.getField(3).getLengthDelimitedList()) {
            UnknownFieldSet any = UnknownFieldSet.parseFrom(detail);
            if (!text(any.getField(1)).equals("type.googleapis.com/google.rpc.RetryInfo")) {
                throw new IllegalStateException("a detail that is no RetryInfo");
            }
            UnknownFieldSet info = UnknownFieldSet.parseFrom(
                    any.getField(2).getLengthDelimitedList().getFirst());
            UnknownFieldSet delay = UnknownFieldSet.parseFrom(
                    info.getField(1).getLengthDelimitedList().getFirst());
            seconds = delay.getField(1).getVarintList().getFirst();
        }
        return new RpcStatus(status.getField(1).getVarintList().getFirst(), text(status.getField(2)), seconds);
    }

    private static String text(Field field) {
        return field.getLengthDelimitedList().getFirst().toStringUtf8();
    }
}

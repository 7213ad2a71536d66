package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.decode.otlp.WireWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/** The messages that are answered, in both encodings. */
final class OtlpMessages {
    private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

    private OtlpMessages() {}

    /** ExportLogsServiceResponse; without a partial success if nothing was rejected. */
    static byte[] response(OtlpForm form, int rejected, String why) {
        return switch (form) {
            case PROTOBUF -> {
                WireWriter partial = new WireWriter().number(1, rejected).text(2, why);
                yield rejected == 0
                        ? new byte[0]
                        : new WireWriter().message(1, partial).toBytes();
            }
            case JSON ->
                json(
                        rejected == 0
                                ? "{}"
                                : "{\"partialSuccess\":{\"rejectedLogRecords\":\"" + rejected + "\",\"errorMessage\":\""
                                        + quoted(why) + "\"}}");
        };
    }

    /**
     * google.rpc.Status.
     *
     * @param retryAfterSeconds is told as a RetryInfo; 0: none
     */
    static byte[] status(OtlpForm form, RpcCode code, String message, long retryAfterSeconds) {
        return switch (form) {
            case PROTOBUF -> {
                WireWriter status = new WireWriter().number(1, code.number()).text(2, message);
                if (retryAfterSeconds > 0) {
                    WireWriter delay = new WireWriter().number(1, retryAfterSeconds);
                    WireWriter info = new WireWriter().message(1, delay);
                    status.message(3, new WireWriter().text(1, RETRY_INFO).message(2, info));
                }
                yield status.toBytes();
            }
            case JSON ->
                json("{\"code\":" + code.number() + ",\"message\":\"" + quoted(message) + "\""
                        + (retryAfterSeconds > 0
                                ? ",\"details\":[{\"@type\":\"" + RETRY_INFO + "\",\"retryDelay\":\""
                                        + retryAfterSeconds + "s\"}]"
                                : "")
                        + "}");
        };
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.toString();
    }
}

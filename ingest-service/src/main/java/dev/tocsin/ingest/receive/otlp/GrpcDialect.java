package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * OTLP/gRPC: {@code LogsService/Export}. An answer's headers are the trailers of the call, its body is the message; the status
 * is what HTTP would call it, for the count of answers.
 */
public final class GrpcDialect implements Dialect {
    private static final String SERVICE = "/opentelemetry.proto.collector.logs.v1.LogsService/";
    private static final String PATH = SERVICE + "Export";
    private static final String TYPE = "application/grpc";

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/");
    }

    @Override
    public String offer() {
        return PATH;
    }

    @Override
    public Call begin(RequestHead head) {
        if (!head.path().equals(PATH)) {
            throw new RequestRefused(404, "only logs are taken here", "there is " + PATH);
        }
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.equals(TYPE) && !type.equals(TYPE + "+proto")) {
            throw new RequestRefused(415, "unsupported media type", "send " + TYPE + " with protobuf in it");
        }
        return new OtlpCall(OtlpForm.PROTOBUF, new Grpc());
    }

    @Override
    public HttpAnswer refused(Refusal refusal, RequestHead head) {
        return new Grpc().refused(refusal);
    }

    private record Grpc() implements OtlpCall.Words {
        @Override
        public HttpAnswer taken(int rejected, String why) {
            return new HttpAnswer(
                    200,
                    Map.of("grpc-status", Integer.toString(RpcCode.OK.number())),
                    OtlpMessages.response(OtlpForm.PROTOBUF, rejected, why));
        }

        @Override
        public HttpAnswer refused(Refusal refusal) {
            OtlpRefusal said = OtlpRefusal.of(refusal);
            RpcCode code = refusal.status() == 408 ? RpcCode.DEADLINE_EXCEEDED : said.code();
            Map<String, String> trailers = new HashMap<>();
            trailers.put("grpc-status", Integer.toString(code.number()));
            trailers.put("grpc-message", percentEncoded(said.message()));
            if (said.retryAfterSeconds() > 0) {
                byte[] status = OtlpMessages.status(OtlpForm.PROTOBUF, code, said.message(), said.retryAfterSeconds());
                trailers.put(
                        "grpc-status-details-bin",
                        Base64.getEncoder().withoutPadding().encodeToString(status));
            }
            return new HttpAnswer(said.status(), trailers, new byte[0]);
        }
    }

    /** As gRPC wants a message: printable ASCII without the percent sign stays. */
    private static String percentEncoded(String message) {
        StringBuilder encoded = new StringBuilder(message.length() + 16);
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append("%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }
}

package dev.tocsin.ingest.receive.otlp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Calls of gRPC as bytes, by OkHttp: what OpenTelemetry's exporter would never send. */
@NullMarked
final class GrpcClient implements AutoCloseable {
    static final String EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private final OkHttpClient http = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
            .readTimeout(Duration.ofMinutes(1))
            .retryOnConnectionFailure(false)
            .build();
    private final int port;

    GrpcClient(int port) {
        this.port = port;
    }

    /**
     * What came back.
     *
     * @param message null without one
     */
    record Answer(
            int code,
            String text,
            byte @Nullable [] message,
            @Nullable RpcStatus details) {}

    /** The message with its prefix. */
    static byte[] framed(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }

    Call prepared(String path, byte[] body, String... metadata) {
        return http.newCall(new Request.Builder()
                .url("http://127.0.0.1:" + port + path)
                .headers(Headers.of(metadata))
                .header("te", "trailers")
                .post(RequestBody.create(body, MediaType.get("application/grpc")))
                .build());
    }

    Answer call(String path, byte[] body, String... metadata) throws IOException {
        try (Response response = prepared(path, body, metadata).execute()) {
            return answer(response);
        }
    }

    Answer export(byte[] message, String... metadata) throws IOException {
        return call(EXPORT, framed(0, message), metadata);
    }

    private static Answer answer(Response response) throws IOException {
        byte[] body = response.body().bytes();
        Headers trailers = response.header("grpc-status") != null ? response.headers() : response.trailers();
        String details = trailers.get("grpc-status-details-bin");
        return new Answer(
                Integer.parseInt(String.valueOf(trailers.get("grpc-status"))),
                String.valueOf(trailers.get("grpc-message")),
                body.length < 5 ? null : Arrays.copyOfRange(body, 5, body.length),
                details == null ? null : RpcStatus.of(Base64.getDecoder().decode(details)));
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}

package dev.tocsin.ingest.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.NullMarked;

/** Posts bodies to {@code /v1/logs}. */
@NullMarked
final class OtlpClient implements AutoCloseable {
    static final String PROTOBUF = "application/x-protobuf";
    static final String JSON = "application/json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    OtlpClient(int port) {
        this.port = port;
    }

    HttpResponse<byte[]> protobuf(byte[] body, String... headers) throws IOException, InterruptedException {
        return post("/v1/logs", PROTOBUF, body, headers);
    }

    HttpResponse<byte[]> json(String body, String... headers) throws IOException, InterruptedException {
        return post("/v1/logs", JSON, body.getBytes(UTF_8), headers);
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        http.close();
    }
}

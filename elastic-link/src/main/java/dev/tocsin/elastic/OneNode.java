package dev.tocsin.elastic;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster, asked by the HTTP client that the low-level client stands on: that one has no way to send a large
 * body in large pieces.
 */
final class OneNode implements AutoCloseable {
    private final Rest5Client client;
    private final String base;
    private final List<Header> headers;

    OneNode(Rest5Client client, URI url, List<Header> headers) {
        this.client = client;
        this.base = url.toString().replaceFirst("/+$", "");
        this.headers = List.copyOf(headers);
    }

    /** As {@link ElasticLink#sendOnce}. */
    CompletableFuture<ElasticAnswer> send(ElasticRequest request) {
        PendingAnswer pending = new PendingAnswer(request);
        BasicHttpRequest head = new BasicHttpRequest(request.method(), uri(request));
        headers.forEach(head::addHeader);
        request.headers().forEach(head::addHeader);
        @Nullable
        WholeBody body = request.bodyLength() == 0
                ? null
                : new WholeBody(request.body(), request.bodyLength(), request.contentType());
        Future<ClassicHttpResponse> running = client.getHttpClient()
                .execute(
                        new BasicRequestProducer(head, body),
                        pending.reader().createHttpAsyncResponseConsumer(),
                        null,
                        HttpClientContext.create(),
                        new FutureCallback<>() {
                            @Override
                            public void completed(ClassicHttpResponse response) {
                                @Nullable Header retryAfter = response.getFirstHeader("Retry-After");
                                pending.came(
                                        response.getCode(),
                                        response.getEntity(),
                                        retryAfter == null ? null : retryAfter.getValue());
                            }

                            @Override
                            public void failed(Exception e) {
                                pending.failed(e);
                            }

                            @Override
                            public void cancelled() {
                                pending.failed(new IOException("the request was given up"));
                            }
                        });
        return pending.orEnd(() -> running.cancel(true));
    }

    private URI uri(ElasticRequest request) {
        try {
            URIBuilder uri = new URIBuilder(base + request.path());
            request.parameters().forEach(uri::addParameter);
            return uri.build();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a path: " + request.path(), e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

package dev.tocsin.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Cancellable;
import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.RequestOptions;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.ResponseListener;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import co.elastic.clients.transport.rest5_client.low_level.Rest5ClientBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one cluster: the typed client, and raw requests for what the typed client is too slow for or does
 * not know. Thread-safe. Connects at the first request, so that a service starts while Elasticsearch is down.
 */
public final class ElasticLink implements AutoCloseable {
    /** How long a connection may be silent; shorter limits are set with each raw request. */
    private static final Timeout ANSWER_MAY_TAKE = Timeout.ofMinutes(10);

    private static final Timeout SEARCH_MAY_TAKE = Timeout.ofSeconds(60);

    private final ElasticSettings settings;
    private final Rest5Client failover;
    private final List<OneNode> nodes;
    private final ElasticsearchClient client;
    private final AtomicInteger next = new AtomicInteger();

    private ElasticLink(ElasticSettings settings, Rest5Client failover, List<OneNode> nodes) {
        this.settings = settings;
        this.failover = failover;
        this.nodes = nodes;
        this.client = new ElasticsearchClient(new Rest5ClientTransport(failover, new Jackson3JsonpMapper()));
    }

    public static ElasticLink open(ElasticSettings settings) {
        List<OneNode> nodes = new ArrayList<>();
        for (URI url : settings.urls()) {
            // A body is given once: a client that follows a redirect would wait for it without end.
            Rest5Client node =
                    lowLevel(settings, List.of(url), ANSWER_MAY_TAKE, HttpAsyncClientBuilder::disableRedirectHandling);
            nodes.add(new OneNode(node, url, identity(settings)));
        }
        Rest5Client failover = lowLevel(settings, settings.urls(), SEARCH_MAY_TAKE, _ -> {});
        return new ElasticLink(settings, failover, List.copyOf(nodes));
    }

    private static Rest5Client lowLevel(
            ElasticSettings settings, List<URI> urls, Timeout silence, Consumer<HttpAsyncClientBuilder> more) {
        Rest5ClientBuilder builder = Rest5Client.builder(urls)
                .setMetaHeaderEnabled(false)
                .setConnectionConfigCallback(connection -> connection.setSocketTimeout(silence))
                // The HTTP client below would send a request again by itself after 429 and 503, even a bulk.
                .setHttpClientConfigCallback(http -> more.accept(http.disableAutomaticRetries()));
        builder.setDefaultHeaders(identity(settings).toArray(Header[]::new));
        if (settings.caFile() != null) {
            builder.setSSLContext(TrustedAuthority.sslContext(settings.caFile()));
        }
        return builder.build();
    }

    /** Who we are to Elasticsearch. */
    private static List<Header> identity(ElasticSettings settings) {
        if (settings.apiKey() != null) {
            return List.of(new BasicHeader("Authorization", "ApiKey " + settings.apiKey(), true));
        }
        if (settings.username() == null) {
            return List.of();
        }
        byte[] pair = (settings.username() + ":" + (settings.password() == null ? "" : settings.password()))
                .getBytes(StandardCharsets.UTF_8);
        return List.of(
                new BasicHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair), true));
    }

    /** The typed client; throws {@code ElasticsearchException} on an error answer. */
    public ElasticsearchClient client() {
        return client;
    }

    public ElasticSettings settings() {
        return settings;
    }

    /** Sends a request, to another node if one does not answer: for reads and what may be repeated. Never throws on 4xx and 5xx. */
    public ElasticAnswer call(ElasticRequest request) throws IOException {
        CompletableFuture<ElasticAnswer> answer = failOver(request);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for Elasticsearch");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof AnswerTooLarge) {
                throw new AnswerTooLarge(request.largestAnswer());
            }
            throw cause instanceof IOException io ? new IOException(io.getMessage(), io) : new IOException(cause);
        }
    }

    /** {@link #call(ElasticRequest)} with a JSON body or none. */
    public ElasticAnswer call(String method, String path, Map<String, String> parameters, @Nullable JsonObject body)
            throws IOException {
        byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        return call(ElasticRequest.json(method, path, parameters, bytes));
    }

    /**
     * Sends a request once, to one node in turn: for bulk, where a silent second try could double. The future fails
     * with an {@link IOException} if no answer came: then what happened is not known, unless it is a {@link
     * ConnectException}.
     */
    public CompletableFuture<ElasticAnswer> sendOnce(ElasticRequest request) {
        return nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size())).send(request);
    }

    private CompletableFuture<ElasticAnswer> failOver(ElasticRequest request) {
        PendingAnswer pending = new PendingAnswer(request);
        Cancellable running = failover.performRequestAsync(lowLevelRequest(request, pending), new ResponseListener() {
            @Override
            public void onSuccess(Response response) {
                pending.came(response.getStatusCode(), response.getEntity(), response.getHeader("Retry-After"));
            }

            @Override
            public void onFailure(Exception e) {
                // Most error answers are returned, but for 502, 503 and 504 the low-level client throws.
                if (e instanceof ResponseException answered) {
                    onSuccess(answered.getResponse());
                } else {
                    pending.failed(e);
                }
            }
        });
        return pending.orEnd(running::cancel);
    }

    /**
     * Finds out what the server is.
     *
     * @throws IOException if it cannot be reached or refuses us; the message says which
     * @throws UnsupportedServer if it is nothing that we work with
     */
    public ServerAbilities probe() throws IOException {
        return ServerProbe.ask(this);
    }

    @Override
    public void close() {
        try {
            failover.close();
            for (OneNode node : nodes) {
                node.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("closing the connection to Elasticsearch", e);
        }
    }

    private static Request lowLevelRequest(ElasticRequest request, PendingAnswer pending) {
        Request low = new Request(request.method(), request.path());
        low.addParameters(request.parameters());
        if (request.bodyLength() > 0) {
            low.setEntity(new ByteArrayEntity(
                    request.body(), 0, request.bodyLength(), ContentType.parse(request.contentType())));
        }
        RequestOptions.Builder options = RequestOptions.DEFAULT.toBuilder();
        request.headers().forEach(options::addHeader);
        options.setHttpAsyncResponseConsumerFactory(pending.reader());
        low.setOptions(options);
        return low;
    }
}

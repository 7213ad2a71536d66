package dev.tocsin.elastic;

import co.elastic.clients.transport.rest5_client.low_level.HttpAsyncResponseConsumerFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/** The answer to one request, that is waited for as long as the request says and kept up to its limit. */
final class PendingAnswer {
    private final ElasticRequest request;
    private final BoundedBody body;
    private final CompletableFuture<ElasticAnswer> answer = new CompletableFuture<>();

    PendingAnswer(ElasticRequest request) {
        this.request = request;
        this.body = new BoundedBody(request.largestAnswer());
    }

    /** What reads the answer. */
    HttpAsyncResponseConsumerFactory reader() {
        return body;
    }

    void came(int status, @Nullable HttpEntity entity, @Nullable String retryAfter) {
        try {
            byte[] bytes = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
            ElasticAnswer whole = new ElasticAnswer(status, bytes == null ? new byte[0] : bytes, secondsOf(retryAfter));
            // Of an error its status says enough.
            if (body.isExceeded() && whole.isSuccess()) {
                throw new AnswerTooLarge(request.largestAnswer());
            }
            answer.complete(whole);
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    void failed(Exception e) {
        answer.completeExceptionally(e instanceof ConnectTimeoutException ? notConnected(e) : e);
    }

    /**
     * The answer, or what became of it.
     *
     * @param cancel ends the request when it has taken too long: the clients below never look at the timeout of a single one
     */
    CompletableFuture<ElasticAnswer> orEnd(Runnable cancel) {
        return answer.orTimeout(request.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(e -> {
                    if (e instanceof TimeoutException || e instanceof CancellationException) {
                        cancel.run();
                        return CompletableFuture.failedFuture(
                                new SocketTimeoutException("no answer within " + request.timeout()));
                    }
                    return CompletableFuture.failedFuture(e);
                });
    }

    /** The client below says it like a silence after the request, of which nobody could know what it did. */
    private static ConnectException notConnected(Exception cause) {
        ConnectException exception = new ConnectException("no connection in time");
        exception.initCause(cause);
        return exception;
    }

    private static @Nullable Duration secondsOf(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
    }
}

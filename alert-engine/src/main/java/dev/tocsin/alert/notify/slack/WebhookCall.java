package dev.tocsin.alert.notify.slack;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * Posts to a webhook and tells apart what certainly did not arrive, what was answered, and what nobody knows. Follows no
 * redirect and repeats nothing by itself.
 */
final class WebhookCall {
    private static final int LONGEST_ANSWER = 200;
    private static final int MOST_READ = 4_096;

    private final WebhookUrl url;
    private final Duration timeout;
    private final InstantSource clock;

    /** What came of a request. */
    sealed interface Answer {}

    /** @param retryAfter what the other side asks for */
    record Answered(int status, String body, Optional<Duration> retryAfter) implements Answer {}

    /** The request did not leave. */
    record NotSent(String reason) implements Answer {}

    /** The request may have arrived. */
    record Lost(String reason) implements Answer {}

    WebhookCall(WebhookUrl url, Duration timeout, InstantSource clock) {
        this.url = url;
        this.timeout = timeout;
        this.clock = clock;
    }

    Answer post(String json) {
        HttpRequest request = HttpRequest.newBuilder(url.uri())
                .header("Content-Type", "application/json; charset=utf-8")
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        // A client, and so a connection, per message: on a kept connection that the other side is closing just now, a
        // lost request and a lost answer look the same.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout.dividedBy(2))
                .build();
        // The request's own timeout ends with the headers of the answer; this one also ends a body that never does.
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(client::shutdownNow);
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            return new Answered(response.statusCode(), beginningOf(response), retryAfter(response));
        } catch (HttpConnectTimeoutException e) {
            return new NotSent("no connection within " + timeout.dividedBy(2).toMillis() + " ms");
        } catch (ConnectException e) {
            return new NotSent("no connection to " + url.uri().getHost());
        } catch (SSLHandshakeException e) {
            return new NotSent("no trust in the certificate of " + url.uri().getHost());
        } catch (HttpTimeoutException e) {
            return new Lost("no answer within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            return new Lost("the connection broke before an answer came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Lost("stopped while waiting for the answer");
        } finally {
            client.shutdownNow();
        }
    }

    /** One clean line; the status has said what matters, so a body that breaks off is just shorter. */
    private String beginningOf(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(MOST_READ), StandardCharsets.UTF_8);
            // Servers like to repeat the path that they do not know; ours is the secret.
            String clean = url.masked(text)
                    .replaceAll("[\\p{Cntrl}\\p{Cf}\ufffd]+", " ")
                    .strip();
            return clean.substring(0, Math.min(clean.length(), LONGEST_ANSWER));
        } catch (IOException e) {
            return "";
        }
    }

    /** Seconds, or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").map(String::strip).flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                Duration left = Duration.between(clock.instant(), until.toInstant());
                return left.isNegative() ? Optional.of(Duration.ZERO) : Optional.of(left);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }
}

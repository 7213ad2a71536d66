package dev.tocsin.alert.kibana;

import dev.tocsin.elastic.TrustedAuthority;
import dev.tocsin.query.QueryException;
import dev.tocsin.query.kibana.KibanaExport;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks Kibana for all searches and queries of a space, by the export that people use too. It is one request, it brings
 * the data views along, and Kibana keeps it stable. Follows no redirect: our key is for one host. Thread-safe.
 */
public final class KibanaClient implements AutoCloseable {
    private static final String QUESTION =
            "{\"type\":[\"search\",\"query\"],\"includeReferencesDeep\":true,\"excludeExportDetails\":false}";
    private static final long LARGEST_ANSWER = KibanaExport.LARGEST;
    private static final int LONGEST_MESSAGE = 200;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final KibanaSettings settings;
    private final Duration patience;
    private final long largestAnswer;
    private final HttpClient client;

    public KibanaClient(KibanaSettings settings) {
        this(settings, ANSWER, LARGEST_ANSWER);
    }

    /**
     * With limits of its own.
     *
     * @param patience for an answer and all of its body
     * @param largestAnswer in bytes
     */
    KibanaClient(KibanaSettings settings, Duration patience, long largestAnswer) {
        this.settings = settings;
        this.patience = patience;
        this.largestAnswer = largestAnswer;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (settings.caFile() != null) {
            builder.sslContext(TrustedAuthority.sslContext(settings.caFile()));
        }
        this.client = builder.build();
    }

    public KibanaSettings settings() {
        return settings;
    }

    /** Once, without trying again. */
    public KibanaAnswer ask() throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.exportAddress())
                .timeout(patience)
                .header("kbn-xsrf", "tocsin")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(QUESTION));
        if (settings.authorization() != null) {
            request.header("Authorization", settings.authorization());
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), largestAnswer));
        try {
            // The request's own limit ends with the first byte; a body may trickle for ever.
            return read(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return late();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            // Which of the two limits is noticed first is chance.
            boolean isLate = cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException);
            return isLate ? late() : new KibanaAnswer.Away(inWords(cause));
        }
    }

    private KibanaAnswer late() {
        return new KibanaAnswer.Away("no whole answer within " + patience.toSeconds() + " s");
    }

    private static String inWords(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "cannot connect";
        }
        boolean isTold = cause instanceof IOException && cause.getMessage() != null;
        return cause.getClass().getSimpleName() + (isTold ? ": " + shortened(String.valueOf(cause.getMessage())) : "");
    }

    private KibanaAnswer read(HttpResponse<byte[]> response) {
        byte[] body = response.body();
        int status = response.statusCode();
        return switch (status) {
            case 200 -> exported(body);
            case 401 ->
                new KibanaAnswer.Refused(
                        "it does not know who we are (401)",
                        "set KIBANA_API_KEY, or KIBANA_USERNAME and KIBANA_PASSWORD");
            case 403 ->
                new KibanaAnswer.Refused(
                        "we may not read saved objects (403)", "give read rights on Discover in this space");
            case 404 ->
                new KibanaAnswer.Refused(
                        settings.space().isEmpty()
                                ? "there is no Kibana at this address (404)"
                                : "there is no space '" + settings.space() + "' (404)",
                        settings.space().isEmpty()
                                ? settings.variable() + " needs Kibana's base path too"
                                : "see KIBANA_SPACE");
            case 429, 502, 503, 504 -> new KibanaAnswer.Away("it is not ready (" + status + ")");
            default ->
                status >= 300 && status < 400
                        ? new KibanaAnswer.Refused(
                                "it sends us elsewhere (" + status + ")" + elsewhere(response),
                                "set " + settings.variable() + " to the address that answers itself")
                        : status >= 500
                                ? new KibanaAnswer.Away("it answers " + status + message(body))
                                : new KibanaAnswer.Refused("it answers " + status + message(body), null);
        };
    }

    private KibanaAnswer exported(byte[] body) {
        try {
            KibanaExport export = KibanaExport.read(body);
            return export.isCounted()
                    ? new KibanaAnswer.Exported(export)
                    : new KibanaAnswer.Away("the answer ends too early");
        } catch (QueryException e) {
            return new KibanaAnswer.Away("the answer is no export: " + e.getMessage());
        }
    }

    private static String elsewhere(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Location")
                .flatMap(location -> {
                    try {
                        return Optional.ofNullable(URI.create(location).getHost());
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                })
                .map(host -> ", to " + host)
                .orElse("");
    }

    private static String message(byte[] body) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            JsonObject error = reader.readObject();
            return error.get("message") instanceof JsonString text ? ": " + shortened(text.getString()) : "";
        } catch (RuntimeException e) {
            return "";
        }
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

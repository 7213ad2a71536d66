package dev.tocsin.bench.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Posts bodies over a few connections; one that is refused for want of room is sent again. */
final class BodyPosts {
    private static final int TOO_MANY = 429;

    private final URI door;
    private final String contentType;
    private final Predicate<String> isGood;
    private final int connections;

    /** @param isGood whether the text of an answer with status 200 says that all was taken */
    BodyPosts(URI door, String contentType, Predicate<String> isGood, int connections) {
        this.door = door;
        this.contentType = contentType;
        this.isGood = isGood;
        this.connections = connections;
    }

    /** Returns when all are answered. */
    void send(List<byte[]> bodies) throws IOException, InterruptedException {
        Semaphore free = new Semaphore(connections);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (byte[] body : bodies) {
                free.acquire();
                answers.add(post(client, body)
                        .whenComplete((_, _) -> free.release())
                        .thenAccept(this::require));
            }
            answers.forEach(CompletableFuture::join);
        }
    }

    private void require(HttpResponse<String> answer) {
        if (answer.statusCode() != 200 || !isGood.test(answer.body())) {
            String body = answer.body();
            throw new IllegalStateException(
                    door + " answered " + answer.statusCode() + ": " + body.substring(0, Math.min(body.length(), 300)));
        }
    }

    private CompletableFuture<HttpResponse<String>> post(HttpClient client, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(door)
                .header("Content-Type", contentType)
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenCompose(answer -> answer.statusCode() == TOO_MANY
                        ? CompletableFuture.supplyAsync(
                                        () -> answer, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                                .thenCompose(_ -> post(client, body))
                        : CompletableFuture.completedFuture(answer));
    }
}

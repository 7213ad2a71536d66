package dev.tocsin.bench.ingest;

import java.io.ByteArrayOutputStream;
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

/** NDJSON bodies over a few connections; a body that is refused for want of room is sent again. */
final class HttpPosts implements Way {
    private static final int BODY_BYTES = 512 * 1_024;

    private final URI door;
    private final int connections;

    HttpPosts(URI door, int connections) {
        this.door = door;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Sending prepare(Workload workload, String stream) {
        List<byte[]> bodies = bodies(workload);
        return () -> send(bodies);
    }

    private static List<byte[]> bodies(Workload workload) {
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES + 4_096);
        for (byte[] line : workload.lines()) {
            body.writeBytes(line);
            body.write('\n');
            if (body.size() >= BODY_BYTES) {
                bodies.add(body.toByteArray());
                body.reset();
            }
        }
        bodies.add(body.toByteArray());
        return bodies;
    }

    private void send(List<byte[]> bodies) throws IOException, InterruptedException {
        Semaphore free = new Semaphore(connections);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (byte[] body : bodies) {
                free.acquire();
                answers.add(post(client, body).whenComplete((_, _) -> free.release()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                if (answer.join().statusCode() != 200) {
                    throw new IOException("the HTTP door answered "
                            + answer.join().statusCode() + ": " + answer.join().body());
                }
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> post(HttpClient client, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(door)
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenCompose(answer -> answer.statusCode() == 429
                        ? CompletableFuture.supplyAsync(
                                        () -> answer, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                                .thenCompose(_ -> post(client, body))
                        : CompletableFuture.completedFuture(answer));
    }
}

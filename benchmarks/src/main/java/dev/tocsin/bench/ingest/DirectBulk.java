package dev.tocsin.bench.ingest;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** What there is to reach: bodies that are ready, sent straight to Elasticsearch over a few connections. */
final class DirectBulk implements Way {
    private static final int TOO_MANY = 429;
    private static final int MOST_AGAIN = 50;

    private final ElasticLink link;
    private final int connections;
    private final int bodyBytes;

    DirectBulk(ElasticLink link, int connections, int bodyBytes) {
        this.link = link;
        this.connections = connections;
        this.bodyBytes = bodyBytes;
    }

    @Override
    public String name() {
        return "direct, " + connections + " connections of " + bodyBytes / 1_048_576 + " MiB";
    }

    @Override
    public Sending prepare(Workload workload, String stream) {
        List<byte[]> bodies = bodies(workload, stream);
        return () -> send(bodies);
    }

    private List<byte[]> bodies(Workload workload, String stream) {
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream(bodyBytes + 4_096);
        int number = 0;
        for (byte[] document : workload.documents()) {
            body.writeBytes(("{\"create\":{\"_index\":\"" + stream + "\",\"_id\":\"" + Workload.id(number++) + "\"}}\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(document);
            body.write('\n');
            if (body.size() >= bodyBytes) {
                bodies.add(body.toByteArray());
                body.reset();
            }
        }
        if (body.size() > 0) {
            bodies.add(body.toByteArray());
        }
        return bodies;
    }

    /** A body that Elasticsearch has no room for is sent again, alone, and within the time that counts. */
    private void send(List<byte[]> bodies) throws InterruptedException, IOException {
        Semaphore free = new Semaphore(connections);
        List<CompletableFuture<ElasticAnswer>> answers = new ArrayList<>();
        for (byte[] body : bodies) {
            free.acquire();
            CompletableFuture<ElasticAnswer> answer = post(body);
            answers.add(answer.whenComplete((_, _) -> free.release()));
        }
        for (int i = 0; i < answers.size(); i++) {
            ElasticAnswer given = answers.get(i).join();
            for (int again = 0; given.status() == TOO_MANY && again < MOST_AGAIN; again++) {
                given = post(bodies.get(i)).join();
            }
            if (!given.isSuccess() || given.json().getBoolean("errors")) {
                throw new IOException("a prepared bulk body was refused with status " + given.status());
            }
        }
    }

    private CompletableFuture<ElasticAnswer> post(byte[] body) {
        return link.sendOnce(new ElasticRequest(
                "POST",
                "/_bulk",
                Map.of("filter_path", "errors,items.*.status", "require_data_stream", "true"),
                Map.of(),
                body,
                body.length,
                ElasticRequest.NDJSON,
                Duration.ofMinutes(2)));
    }
}

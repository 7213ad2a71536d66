package dev.tocsin.bench.ingest;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Lines in NDJSON bodies of half a MiB to {@code POST /v1/events}. */
final class EventPosts implements Way {
    private static final int BODY_BYTES = 512 * 1_024;

    private final BodyPosts posts;

    EventPosts(URI service, int connections) {
        posts = new BodyPosts(service.resolve("/v1/events"), "application/x-ndjson", _ -> true, connections);
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Sending prepare(Workload workload, String stream) {
        List<byte[]> bodies = bodies(workload);
        return () -> posts.send(bodies);
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
        if (body.size() > 0) {
            bodies.add(body.toByteArray());
        }
        return bodies;
    }
}

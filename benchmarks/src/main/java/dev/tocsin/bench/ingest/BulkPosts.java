package dev.tocsin.bench.ingest;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The same lines to {@code POST /_bulk} as Elastic's client for Java sends them when its bulks have the sizes that it has
 * by itself: 1,000 operations or 5 MiB, whichever comes first. Without ids, so that the service makes them.
 */
final class BulkPosts implements Way {
    private static final int BODY_BYTES = 5 * 1_024 * 1_024;
    private static final int OPERATIONS = 1_000;
    private static final String MEDIA_TYPE = "application/vnd.elasticsearch+json; compatible-with=9";

    private final BodyPosts posts;

    BulkPosts(URI service, int connections) {
        posts = new BodyPosts(
                service.resolve("/_bulk"), MEDIA_TYPE, answer -> answer.contains("\"errors\":false"), connections);
    }

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public Sending prepare(Workload workload, String stream) {
        List<byte[]> bodies = bodies(workload, stream);
        return () -> posts.send(bodies);
    }

    private static List<byte[]> bodies(Workload workload, String stream) {
        byte[] action = ("{\"create\":{\"_index\":\"" + stream + "\"}}\n").getBytes(StandardCharsets.UTF_8);
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream(OPERATIONS * 512);
        int operations = 0;
        for (byte[] line : workload.lines()) {
            body.writeBytes(action);
            body.writeBytes(line);
            body.write('\n');
            if (++operations == OPERATIONS || body.size() >= BODY_BYTES) {
                bodies.add(body.toByteArray());
                body.reset();
                operations = 0;
            }
        }
        if (operations > 0) {
            bodies.add(body.toByteArray());
        }
        return bodies;
    }
}

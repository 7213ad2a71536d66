package dev.tocsin.bench.crash.fault;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** An Elasticsearch with too much to do: it refuses whole bulks with 429, or some of their items. */
public final class BusyRoad implements BulkRoad {
    private static final Answer ALL_REFUSED = new Answer(429, new byte[0]);
    private static final JsonObject REFUSED = Json.createObjectBuilder()
            .add(
                    "create",
                    Json.createObjectBuilder()
                            .add("status", 429)
                            .add(
                                    "error",
                                    Json.createObjectBuilder()
                                            .add("type", "es_rejected_execution_exception")
                                            .add("reason", "rejected execution")))
            .build();

    private final RandomGenerator random;
    private final double share;
    private final boolean lies;

    /**
     * For all bulks.
     *
     * @param share of the items that it takes; 0 to refuse whole bulks
     * @param lies whether it takes them all, and says that it has not
     */
    public BusyRoad(RandomGenerator random, double share, boolean lies) {
        this.random = random;
        this.share = share;
        this.lies = lies;
    }

    @Override
    public Optional<Answer> take(Message bulk, Elasticsearch elasticsearch) throws IOException {
        if (lies) {
            elasticsearch.take(bulk);
            return Optional.of(ALL_REFUSED);
        }
        List<byte[]> items = items(bulk.body());
        List<Boolean> takes =
                items.stream().map(item -> random.nextDouble() < share).toList();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        for (int i = 0; i < items.size(); i++) {
            if (takes.get(i)) {
                taken.writeBytes(items.get(i));
            }
        }
        if (taken.size() == 0) {
            return Optional.of(ALL_REFUSED);
        }
        Answer answer = elasticsearch.take(bulk.with(taken.toByteArray()));
        return Optional.of(answer.status() == 200 ? withRefusals(answer, takes) : answer);
    }

    private static Answer withRefusals(Answer answer, List<Boolean> takes) {
        JsonObject json =
                Json.createReader(new ByteArrayInputStream(answer.body())).readObject();
        Iterator<JsonValue> taken = json.getJsonArray("items").iterator();
        JsonArrayBuilder items = Json.createArrayBuilder();
        boolean errors = json.getBoolean("errors", false);
        for (boolean isTaken : takes) {
            items.add(isTaken ? taken.next() : REFUSED);
            errors |= !isTaken;
        }
        String merged = Json.createObjectBuilder()
                .add("errors", errors)
                .add("items", items)
                .build()
                .toString();
        return new Answer(200, merged.getBytes(StandardCharsets.UTF_8));
    }

    /** Each an action and its document, two lines. */
    private static List<byte[]> items(byte[] body) {
        List<byte[]> items = new ArrayList<>();
        int start = 0;
        int lines = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '\n' && ++lines % 2 == 0) {
                items.add(Arrays.copyOfRange(body, start, i + 1));
                start = i + 1;
            }
        }
        return items;
    }
}

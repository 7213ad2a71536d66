package dev.tocsin.ingest.index;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of one bulk that become dead letters: they are done with only when they are on disk. */
final class Burial {
    private final DeadLetters letters;
    private final InstantSource clock;
    private final IndexMeters meters;
    private final Map<Delivery, Cause> waiting = new LinkedHashMap<>();

    Burial(DeadLetters letters, InstantSource clock, IndexMeters meters) {
        this.letters = letters;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * @param kind a fixed word, for counting
     * @param reason for people, without values
     */
    void add(Delivery delivery, String kind, String reason) {
        waiting.put(delivery, new Cause(kind, reason));
    }

    /**
     * Writes them.
     *
     * @return those that are durable now
     * @throws IOException if none is: they have to come again
     */
    List<Delivery> complete() throws IOException {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<DeadLetter> written = new ArrayList<>(waiting.size());
        waiting.forEach((delivery, cause) -> written.add(new DeadLetter(
                clock.instant(),
                "index",
                null,
                delivery.stream(),
                delivery.id(),
                cause.reason(),
                delivery.event().document(),
                false)));
        letters.keep(written);
        waiting.forEach((delivery, cause) -> {
            delivery.refused(cause.reason());
            meters.deadLetter(cause.kind());
        });
        return List.copyOf(waiting.keySet());
    }

    List<Delivery> waiting() {
        return List.copyOf(waiting.keySet());
    }

    private record Cause(String kind, String reason) {}
}

package dev.tocsin.ingest.index;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

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
     * Writes them, those of each stream for themselves.
     *
     * @return those that are durable now
     */
    List<Delivery> complete() {
        List<Delivery> durable = new ArrayList<>();
        Map<String, List<Delivery>> byStream =
                waiting.keySet().stream().collect(Collectors.groupingBy(Delivery::stream));
        for (List<Delivery> ofStream : byStream.values()) {
            try {
                letters.keep(ofStream.stream().map(this::letterOf).toList());
            } catch (IOException e) {
                continue; // they have to come again
            }
            for (Delivery delivery : ofStream) {
                Cause cause = Objects.requireNonNull(waiting.remove(delivery));
                delivery.refused(cause.reason());
                meters.deadLetter(cause.kind());
            }
            durable.addAll(ofStream);
        }
        return durable;
    }

    private DeadLetter letterOf(Delivery delivery) {
        Cause cause = Objects.requireNonNull(waiting.get(delivery));
        return new DeadLetter(
                clock.instant(),
                "index",
                null,
                delivery.stream(),
                delivery.id(),
                cause.reason(),
                delivery.event().document(),
                false);
    }

    /** Those that are not durable. */
    List<Delivery> waiting() {
        return List.copyOf(waiting.keySet());
    }

    private record Cause(String kind, String reason) {}
}

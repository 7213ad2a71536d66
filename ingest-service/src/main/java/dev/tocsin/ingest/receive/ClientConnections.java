package dev.tocsin.ingest.receive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections of a door each client has open, by its name. Thread-safe. */
final class ClientConnections {
    /** Only those that have one. */
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    /** How many it has with this one. */
    int opened(String client) {
        return open.merge(client, 1, Integer::sum);
    }

    void closed(String client) {
        open.computeIfPresent(client, (_, n) -> n == 1 ? null : n - 1);
    }
}

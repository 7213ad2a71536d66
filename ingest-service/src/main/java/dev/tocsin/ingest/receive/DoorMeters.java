package dev.tocsin.ingest.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a door counts itself; the pipeline counts received, accepted and malformed. Shed events are lost, because their
 * protocol cannot say no; pushed back ones were refused in the answer, so the client still has them.
 */
final class DoorMeters {
    private final MeterRegistry metrics;
    private final String door;
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter receivedBytes;

    DoorMeters(MeterRegistry metrics, String door) {
        this.metrics = metrics;
        this.door = door;
        Gauge.builder("tocsin.ingest.connections", connections, AtomicInteger::get)
                .description("Open connections")
                .tag("door", door)
                .register(metrics);
        receivedBytes = Counter.builder("tocsin.ingest.received.bytes")
                .description("Bytes read from clients")
                .tag("door", door)
                .register(metrics);
        // There from the start, so that the first loss is an increase for whoever watches.
        shedCounter("journal_full");
        pushedBackCounter("journal_full");
        refusedConnections("too_many");
    }

    /** How many are open with this one. */
    int connectionOpened() {
        return connections.incrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }

    void bytes(int bytes) {
        receivedBytes.increment(bytes);
    }

    void shed(String reason, int events) {
        shedCounter(reason).increment(events);
    }

    void pushedBack(String reason, int events) {
        pushedBackCounter(reason).increment(events);
    }

    private Counter shedCounter(String reason) {
        return Counter.builder("tocsin.ingest.shed.events")
                .description("Events lost because their protocol cannot be told to wait")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    private Counter pushedBackCounter(String reason) {
        return Counter.builder("tocsin.ingest.pushed.back.events")
                .description("Events refused in the answer: the client has to send them again")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    void connectionRefused(String reason) {
        refusedConnections(reason).increment();
    }

    private Counter refusedConnections(String reason) {
        return Counter.builder("tocsin.ingest.refused.connections")
                .description("Connections closed by us, not by the client")
                .tags("door", door, "reason", reason)
                .register(metrics);
    }

    void answered(int status) {
        Counter.builder("tocsin.ingest.http.answers")
                .description("HTTP answers by status")
                .tags("door", door, "status", Integer.toString(status))
                .register(metrics)
                .increment();
    }
}

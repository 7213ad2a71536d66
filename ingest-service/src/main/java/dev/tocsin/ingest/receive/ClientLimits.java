package dev.tocsin.ingest.receive;

import dev.tocsin.access.Allowances;
import dev.tocsin.access.ClientAddress;
import dev.tocsin.access.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients have had of what they may have a second: requests, over all doors that answer, and records, over all that
 * cannot. What they may have is told with each question, for it may change at any time. Who is one client says
 * {@link ClientAddress}; a balancer hides all that are behind it. Thread-safe.
 */
public final class ClientLimits {
    private static final int MOST_CLIENTS = 10_000;

    /** What the rate is about. */
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** Doors over HTTP and gRPC count requests together. */
    private static final String ALL_OF_HTTP = "http, otlp-http, otlp-grpc";

    private final Allowances requests = new Allowances(MOST_CLIENTS);
    private final Allowances records = new Allowances(MOST_CLIENTS);
    private final Excess requestsOver;
    private final Excess events;
    private final Excess connections;
    private final Excess connectionsOfAll;
    private final InstantSource clock;

    public ClientLimits() {
        this(InstantSource.system(), System::nanoTime);
    }

    /**
     * @param clock by which records are counted
     * @param nanoTime by which troubles are over
     */
    ClientLimits(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.requestsOver = new Excess(
                "answering 429 to a client that sends more requests than tocsin.ingest.http.rate: let it put more events into"
                        + " each, or raise that",
                "a client keeps to tocsin.ingest.http.rate again",
                A_SECOND,
                nanoTime);
        this.events = new Excess(
                "losing events of a client that sends more than tocsin.ingest.tcp.event-rate: let it send less, or raise that",
                "a client keeps to tocsin.ingest.tcp.event-rate again",
                A_SECOND,
                nanoTime);
        this.connections = new Excess(
                "closing connections of a client that has max-connections-per-client: close those that it does not"
                        + " need, or raise that",
                "a client keeps to max-connections-per-client again",
                Duration.ZERO,
                nanoTime);
        this.connectionsOfAll = new Excess(
                "closing connections at a door that has max-connections: close those that nobody needs, or raise that",
                "a door has room for connections again",
                Duration.ZERO,
                nanoTime);
    }

    /** Zero if it may ask, else how long to wait; who may not is told of here. */
    Duration request(String client, int perSecond, Instant now) {
        Duration wait = requests.take(client, Rate.of(perSecond), now);
        if (wait.isZero()) {
            requestsOver.granted(ALL_OF_HTTP, client, 1);
        } else {
            requestsOver.refused(ALL_OF_HTTP, client, 1, 1, perSecond);
        }
        return wait;
    }

    /** How many of those that came it may have brought; the others are told of here, and counted by who asks. */
    int records(String door, @Nullable String address, int came, int perSecond) {
        if (perSecond == 0) {
            return came;
        }
        String client = ClientAddress.named(address);
        int granted = records.takeUpTo(came, client, Rate.of(perSecond), clock.instant());
        if (granted < came) {
            events.refused(door, client, came - granted, came, perSecond);
        } else {
            events.granted(door, client, came);
        }
        return granted;
    }

    /** A connection of it was one too many. */
    void connectionRefused(String door, String client) {
        connections.refused(door, client, 1, 1, 0);
    }

    /** A connection was one too many for the door, whosever it was. */
    void connectionRefused(String door) {
        connectionsOfAll.refused(door, "everybody", 1, 1, 0);
    }

    /** Tells who keeps to its limits again; to be called now and then. */
    public void settle() {
        requestsOver.settle();
        events.settle();
        connections.settle();
        connectionsOfAll.settle();
    }
}

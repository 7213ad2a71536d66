package dev.tocsin.ingest.receive;

import java.time.Duration;

/**
 * How events are received over HTTP.
 *
 * @param address to bind; one that is not loopback needs a token
 * @param port 0 for a free one
 * @param limits of requests and their bodies; by the rate a client is known by its token or its address
 * @param headerTimeout how long a client may take for the head of its first request
 * @param idleTimeout how long a connection is kept open between requests
 * @param requestTimeout how long a client may take for the body
 * @param answerTimeout how long a request may wait for the journal
 * @param drainTimeout how long open requests get at shutdown
 */
public record HttpDoorSettings(
        String address,
        int port,
        DoorLimits limits,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration requestTimeout,
        Duration answerTimeout,
        Duration drainTimeout) {
    public static final HttpDoorSettings DEFAULTS = new HttpDoorSettings(
            "127.0.0.1",
            8481,
            new DoorLimits(5_000, 500, 0, 16 * 1_024 * 1_024),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));

    public HttpDoorSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http: port has to be 0 to 65535");
        }
    }

    public int maxBodyBytes() {
        return limits.bytes();
    }

    public HttpDoorSettings withPort(int newPort) {
        return at(address, newPort);
    }

    /** The same elsewhere. */
    public HttpDoorSettings at(String newAddress, int newPort) {
        return new HttpDoorSettings(
                newAddress, newPort, limits, headerTimeout, idleTimeout, requestTimeout, answerTimeout, drainTimeout);
    }
}

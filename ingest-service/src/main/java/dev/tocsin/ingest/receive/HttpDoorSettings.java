package dev.tocsin.ingest.receive;

import java.time.Duration;

/**
 * How events are received over HTTP.
 *
 * @param address to bind; one that is not loopback needs a token
 * @param port 0 for a free one
 * @param rate requests that one client may send a second, known by its token or its address, over all doors that answer
 *     together; 0 for no limit
 * @param maxConnections further ones are closed at once
 * @param maxConnectionsPerClient the same of one address; 0 for no limit
 * @param maxBodyBytes of one request, as sent and, if that is compressed, also after decompression
 * @param headerTimeout how long a client may take for the head of its first request
 * @param idleTimeout how long a connection is kept open between requests
 * @param requestTimeout how long a client may take for the body
 * @param answerTimeout how long a request may wait for the journal
 * @param drainTimeout how long open requests get at shutdown
 */
public record HttpDoorSettings(
        String address,
        int port,
        int rate,
        int maxConnections,
        int maxConnectionsPerClient,
        int maxBodyBytes,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration requestTimeout,
        Duration answerTimeout,
        Duration drainTimeout) {
    public static final HttpDoorSettings DEFAULTS = new HttpDoorSettings(
            "127.0.0.1",
            8481,
            5_000,
            500,
            0,
            16 * 1_024 * 1_024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));

    public HttpDoorSettings {
        if (port < 0 || port > 65_535 || maxConnections < 1 || maxBodyBytes < 1_024) {
            throw new IllegalArgumentException(
                    "http: port has to be 0 to 65535, max-connections at least 1, max-body at least 1 KB");
        }
        if (rate < 0 || rate > 1_000_000) {
            throw new IllegalArgumentException("http: rate has to be 0 (no limit) to 1000000 requests a second");
        }
        if (maxConnectionsPerClient < 0) {
            throw new IllegalArgumentException("http: max-connections-per-client is not negative");
        }
    }

    ConnectionLimits connections() {
        return new ConnectionLimits(maxConnections, maxConnectionsPerClient);
    }

    public HttpDoorSettings withPort(int newPort) {
        return at(address, newPort);
    }

    /** The same elsewhere. */
    public HttpDoorSettings at(String newAddress, int newPort) {
        return new HttpDoorSettings(
                newAddress,
                newPort,
                rate,
                maxConnections,
                maxConnectionsPerClient,
                maxBodyBytes,
                headerTimeout,
                idleTimeout,
                requestTimeout,
                answerTimeout,
                drainTimeout);
    }
}

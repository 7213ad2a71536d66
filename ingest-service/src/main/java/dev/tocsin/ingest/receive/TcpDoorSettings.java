package dev.tocsin.ingest.receive;

import java.time.Duration;

/**
 * How records are received by a protocol that has no answer, such as JSON lines over TCP.
 *
 * @param address to bind
 * @param port 0 for a free one
 * @param trustedNetwork allows an address that is not loopback, although this protocol has no authentication
 * @param eventRate records that one client, known by its address, may bring a second, over all such doors together; what
 *     is over it is shed; 0 for no limit
 * @param maxConnections further ones are closed at once
 * @param maxConnectionsPerClient the same of one address; 0 for no limit
 * @param maxLineBytes longer lines are refused
 * @param maxBytesInFlight of one connection between its socket and the journal; at more it is not read for a while
 * @param lineTimeout how long a line may take from its first byte to its LF
 * @param journalPatience how long reading waits for a full or slow journal before events are shed
 * @param drainTimeout how long clients get at shutdown to hang up
 */
public record TcpDoorSettings(
        String address,
        int port,
        boolean trustedNetwork,
        int eventRate,
        int maxConnections,
        int maxConnectionsPerClient,
        int maxLineBytes,
        int maxBytesInFlight,
        Duration lineTimeout,
        Duration journalPatience,
        Duration drainTimeout) {
    public static final TcpDoorSettings DEFAULTS = new TcpDoorSettings(
            "127.0.0.1",
            5170,
            false,
            0,
            1_000,
            0,
            1_024 * 1_024,
            8 * 1_024 * 1_024,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));

    public TcpDoorSettings {
        if (port < 0 || port > 65_535 || maxConnections < 1 || maxLineBytes < 1_024 || maxBytesInFlight < 1_024) {
            throw new IllegalArgumentException("tcp: port has to be 0 to 65535, max-connections at least 1,"
                    + " max-line and max-in-flight at least 1 KB");
        }
        if (eventRate < 0 || maxConnectionsPerClient < 0) {
            throw new IllegalArgumentException("tcp: event-rate and max-connections-per-client are not negative");
        }
    }

    ConnectionLimits connections() {
        return new ConnectionLimits(maxConnections, maxConnectionsPerClient);
    }

    public TcpDoorSettings withPort(int newPort) {
        return at(address, newPort);
    }

    /** The same at another address. */
    public TcpDoorSettings at(String newAddress, int newPort) {
        return new TcpDoorSettings(
                newAddress,
                newPort,
                trustedNetwork,
                eventRate,
                maxConnections,
                maxConnectionsPerClient,
                maxLineBytes,
                maxBytesInFlight,
                lineTimeout,
                journalPatience,
                drainTimeout);
    }

    /** The same with or without trust in who reaches the address. */
    public TcpDoorSettings trusting(boolean network) {
        return new TcpDoorSettings(
                address,
                port,
                network,
                eventRate,
                maxConnections,
                maxConnectionsPerClient,
                maxLineBytes,
                maxBytesInFlight,
                lineTimeout,
                journalPatience,
                drainTimeout);
    }
}

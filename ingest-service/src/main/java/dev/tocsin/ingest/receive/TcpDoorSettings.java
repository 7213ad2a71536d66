package dev.tocsin.ingest.receive;

import java.time.Duration;

/**
 * How records are received by a protocol that has no answer, such as JSON lines over TCP.
 *
 * @param address to bind
 * @param port 0 for a free one
 * @param trustedNetwork allows an address that is not loopback, although this protocol has no authentication
 * @param limits what is over the rate is shed, longer lines are refused
 * @param maxBytesInFlight of one connection between its socket and the journal; at more it is not read for a while
 * @param lineTimeout how long a line may take from its first byte to its LF
 * @param journalPatience how long reading waits for a full or slow journal before events are shed
 * @param drainTimeout how long clients get at shutdown to hang up
 */
public record TcpDoorSettings(
        String address,
        int port,
        boolean trustedNetwork,
        DoorLimits limits,
        int maxBytesInFlight,
        Duration lineTimeout,
        Duration journalPatience,
        Duration drainTimeout) {
    public static final TcpDoorSettings DEFAULTS = new TcpDoorSettings(
            "127.0.0.1",
            5170,
            false,
            new DoorLimits(0, 1_000, 0, 1_024 * 1_024),
            8 * 1_024 * 1_024,
            Duration.ofMinutes(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));

    public TcpDoorSettings {
        if (port < 0 || port > 65_535 || maxBytesInFlight < 1_024) {
            throw new IllegalArgumentException("tcp: port has to be 0 to 65535, max-in-flight at least 1 KB");
        }
    }

    public int maxLineBytes() {
        return limits.bytes();
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
                limits,
                maxBytesInFlight,
                lineTimeout,
                journalPatience,
                drainTimeout);
    }

    /** The same with or without trust in who reaches the address. */
    public TcpDoorSettings trusting(boolean network) {
        return new TcpDoorSettings(
                address, port, network, limits, maxBytesInFlight, lineTimeout, journalPatience, drainTimeout);
    }
}

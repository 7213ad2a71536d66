package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.DoorAddress;
import dev.tocsin.ingest.receive.DoorPlan;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.StreamProtocol;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Which doors the settings want, and each with what: a door over TLS is there if there is a certificate for it. */
final class WantedDoors {
    private final IngestSettings settings;
    private final Access access;

    WantedDoors(IngestSettings settings, Access access) {
        this.settings = settings;
        this.access = access;
    }

    /** Throws {@link dev.tocsin.ingest.receive.CannotOpenDoor} with a sentence if a door may not listen where it is set to. */
    void requireAddresses() {
        if (settings.tcp().enabled()) {
            DoorAddress.require(StreamProtocol.JSON_LINES, settings.tcp().door(), null);
        }
        if (access.tcp() != null) {
            DoorAddress.require(StreamProtocol.JSON_LINES, tcpTls(settings), access.tcp());
        }
        if (settings.syslog().enabled()) {
            DoorAddress.require(StreamProtocol.SYSLOG, syslog(settings), null);
        }
        if (access.syslog() != null) {
            DoorAddress.require(StreamProtocol.SYSLOG, syslogTls(settings), access.syslog());
        }
        DoorAddress.require(settings.http().door(), access.tokens());
        if (settings.otlp().grpc() || settings.otlp().http()) {
            DoorAddress.requireOtlp(otlpGrpc(settings), access.tokens(), access.http());
        }
    }

    /**
     * All that are to be open.
     *
     * @param now the settings with the limits that are in force when it is asked
     */
    List<DoorPlan> plans(InstantSource clock, Supplier<IngestSettings> now) {
        List<DoorPlan> doors = new ArrayList<>();
        if (settings.tcp().enabled()) {
            doors.add(IngestDoors.tcp(new InForce<>(now, its -> its.tcp().door()), null));
        }
        if (access.tcp() != null) {
            doors.add(IngestDoors.tcp(new InForce<>(now, WantedDoors::tcpTls), access.tcp()));
        }
        if (settings.syslog().enabled()) {
            doors.add(IngestDoors.syslogTcp(new InForce<>(now, WantedDoors::syslog), null));
            doors.add(IngestDoors.syslogUdp(new InForce<>(now, WantedDoors::syslog)));
        }
        if (access.syslog() != null) {
            doors.add(IngestDoors.syslogTcp(new InForce<>(now, WantedDoors::syslogTls), access.syslog()));
        }
        DoorAccess guard = new DoorAccess(access.tokens(), clock, access.http());
        doors.add(IngestDoors.http(
                new InForce<>(now, its -> its.http().door()),
                guard,
                settings.http().elastic()));
        if (settings.otlp().grpc()) {
            doors.add(IngestDoors.otlpGrpc(new InForce<>(now, WantedDoors::otlpGrpc), guard));
        }
        if (settings.otlp().http()) {
            doors.add(IngestDoors.otlpHttp(new InForce<>(now, WantedDoors::otlpHttp), guard));
        }
        return doors;
    }

    private static TcpDoorSettings tcpTls(IngestSettings settings) {
        return settings.tcp()
                .door()
                .at(settings.tcpTls().address(), settings.tcpTls().port());
    }

    private static TcpDoorSettings syslog(IngestSettings settings) {
        IngestSettings.Syslog syslog = settings.syslog();
        return settings.tcp().door().trusting(syslog.trustedNetwork()).at(syslog.address(), syslog.port());
    }

    private static TcpDoorSettings syslogTls(IngestSettings settings) {
        return syslog(settings)
                .at(settings.syslogTls().address(), settings.syslogTls().port());
    }

    private static HttpDoorSettings otlpGrpc(IngestSettings settings) {
        return settings.otlp().grpcDoor(settings.http());
    }

    private static HttpDoorSettings otlpHttp(IngestSettings settings) {
        return settings.otlp().httpDoor(settings.http());
    }
}

package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.sequence.SequenceLedger;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sockets of a door share whose protocol has no answer: what cannot be kept is shed and counted, and told when
 * it begins, when the reason changes and when it is over. Thread-safe.
 */
final class OneWay {
    private static final Logger log = LoggerFactory.getLogger(OneWay.class);

    private final String door;
    private final Supplier<TcpDoorSettings> settings;
    private final DoorPlan.Behind behind;
    private final DoorMeters meters;
    private final OpenWork openWork;
    private final AtomicReference<String> shedding = new AtomicReference<>("");
    private final AtomicInteger socketsWithoutRoom = new AtomicInteger();

    OneWay(
            String door,
            Supplier<TcpDoorSettings> settings,
            DoorPlan.Behind behind,
            DoorMeters meters,
            OpenWork openWork) {
        this.door = door;
        this.settings = settings;
        this.behind = behind;
        this.meters = meters;
        this.openWork = openWork;
    }

    String door() {
        return door;
    }

    /** In force now. */
    TcpDoorSettings settings() {
        return settings.get();
    }

    Intake intake() {
        return behind.intake();
    }

    ByteBudget memory() {
        return behind.memory().budget();
    }

    ByteBudget lineMemory() {
        return behind.memory().lines();
    }

    LongLines longLines() {
        return behind.memory().longLines();
    }

    SequenceLedger numbers() {
        return behind.numbers();
    }

    DoorMeters meters() {
        return meters;
    }

    OpenWork openWork() {
        return openWork;
    }

    /** Of records that a client brought, those that its rate allows: the first ones. The others are shed. */
    List<RecordSlice> allowed(@Nullable String client, List<RecordSlice> records) {
        int granted = behind.clients()
                .records(door, client, records.size(), settings().limits().rate());
        if (granted == records.size()) {
            return records;
        }
        meters.received(records.size() - granted).shed("rate");
        return records.subList(0, granted);
    }

    void shed(String reason, Receipt receipt, Throwable cause) {
        receipt.shed(reason);
        if (!reason.equals(shedding.getAndSet(reason))) {
            log.atError()
                    .addKeyValue("door", door)
                    .addKeyValue("reason", reason)
                    .addKeyValue("cause", cause.getMessage())
                    // The journal's refusals are understood, what else it may be is not.
                    .setCause(reason.equals("error") ? cause : null)
                    .log("losing events of clients who cannot be told to wait");
        }
    }

    /** A socket sheds all that comes: there has been no room for it for too long. Others may have some. */
    void beginsToShedUndecoded(String reason) {
        if (socketsWithoutRoom.getAndIncrement() == 0) {
            log.atError()
                    .addKeyValue("door", door)
                    .addKeyValue("reason", reason)
                    .log("losing events of clients who cannot be told to wait: what came before them does not get"
                            + " into the journal");
        }
    }

    /** It does so no more. */
    void endsToShedUndecoded() {
        if (socketsWithoutRoom.decrementAndGet() == 0) {
            log.atInfo().addKeyValue("door", door).log("there is room again for events of clients who cannot wait");
        }
    }

    void committed() {
        if (!shedding.get().isEmpty() && !shedding.getAndSet("").isEmpty()) {
            log.atInfo().addKeyValue("door", door).log("events of clients who cannot be told to wait are kept again");
        }
    }
}

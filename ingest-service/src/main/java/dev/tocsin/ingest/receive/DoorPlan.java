package dev.tocsin.ingest.receive;

import io.micrometer.core.instrument.MeterRegistry;

/** A door that is to be opened. */
@FunctionalInterface
public interface DoorPlan {
    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    Door open(Behind behind);

    /** What all doors share. */
    record Behind(Intake intake, Memory memory, MeterRegistry metrics, EventLoops loops) {}
}

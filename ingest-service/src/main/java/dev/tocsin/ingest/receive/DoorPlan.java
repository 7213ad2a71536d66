package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.sequence.SequenceLedger;
import io.micrometer.core.instrument.MeterRegistry;

/** A door that is to be opened. */
@FunctionalInterface
public interface DoorPlan {
    /** Binds and receives from now on. Throws {@link CannotOpenDoor} with a sentence for people. */
    Door open(Behind behind);

    /**
     * What all doors share.
     *
     * @param numbers where those doors that cannot answer see what was lost before them
     * @param clients what each has had of its limits
     */
    record Behind(
            Intake intake,
            Memory memory,
            MeterRegistry metrics,
            EventLoops loops,
            SequenceLedger numbers,
            ClientLimits clients) {
        public Behind(Intake intake, Memory memory, MeterRegistry metrics, EventLoops loops) {
            this(
                    intake,
                    memory,
                    metrics,
                    loops,
                    new SequenceLedger(metrics, memory.numbers(), System::nanoTime),
                    new ClientLimits());
        }
    }
}

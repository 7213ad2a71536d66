package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.Memory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the doors when everything behind them and the management port is up, and closes them before anything else ends:
 * what was received is durable before the journal closes.
 */
final class DoorsLifecycle implements SmartLifecycle, HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(DoorsLifecycle.class);

    private volatile IngestSettings settings;
    private final Access access;
    private final Intake intake;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final HeapShares heap = HeapShares.ofThisProcess();
    private final Memory memory;
    private volatile @Nullable IngestDoors doors;
    private volatile List<DoorTally> last = List.of();

    DoorsLifecycle(IngestSettings settings, Access access, Intake intake, InstantSource clock, MeterRegistry metrics) {
        this.settings = settings;
        this.access = access;
        this.intake = intake;
        this.clock = clock;
        this.metrics = metrics;
        this.memory = settings.memory(heap);
    }

    @Override
    public void start() {
        settings.requireToFit(heap);
        WantedDoors wanted = new WantedDoors(settings, access);
        doors = IngestDoors.open(wanted.plans(clock, () -> settings), memory, intake, metrics);
    }

    /**
     * Limits that differ are those of connections and requests that begin from now on.
     *
     * @throws dev.tocsin.ingest.receive.CannotOpenDoor with a sentence if they do not fit into the heap
     */
    void use(IngestSettings now) {
        now.requireToFit(heap);
        now.fit(memory);
        settings = now;
    }

    /** The open doors. */
    IngestDoors doors() {
        IngestDoors open = doors;
        if (open == null) {
            throw new IllegalStateException("not receiving");
        }
        return open;
    }

    /** What the doors have received and what became of it, also when they are closed. */
    List<DoorTally> tallies() {
        IngestDoors open = doors;
        return open == null ? last : open.tallies();
    }

    @Override
    public void stop() {
        IngestDoors open = doors;
        if (open != null) {
            log.atInfo().log("stopping: no longer accepting, finishing what is open");
            open.close();
            last = open.tallies();
            doors = null;
            log.atInfo().log("stopped receiving");
        }
    }

    @Override
    public boolean isRunning() {
        return doors != null;
    }

    /** The last to start and the first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Health health() {
        IngestDoors open = doors;
        if (open == null || !open.areOpen()) {
            return Health.outOfService().withDetail("reason", "not receiving").build();
        }
        Health.Builder up = Health.up();
        open.all().forEach(door -> up.withDetail(door.name(), door.port()));
        return up.build();
    }
}

package dev.tocsin.ingest.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Committed;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.DoorPlan;
import dev.tocsin.ingest.receive.EventLoops;
import dev.tocsin.ingest.receive.GrpcDoor;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Intake;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NullMarked
class GrpcCancelTest {
    /** Decodes until it is let on. */
    private static final class SlowIntake implements Intake {
        private final CountDownLatch reads = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean committed;

        @Override
        public Batch read(
                Origin origin,
                List<RecordSlice> records,
                @Nullable String idempotencyKey,
                WriteRight right,
                Room room) {
            reads.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            LogEvent event = new LogEvent(null, "logs-shop-tocsin", "{\"event\":{}}".getBytes(UTF_8));
            return new Batch(origin, Collections.nCopies(records.size(), event), List.of(), 0, 0);
        }

        @Override
        public CompletableFuture<Committed> commit(Batch batch) {
            committed = true;
            return CompletableFuture.completedFuture(Committed.of(Appended.NOTHING));
        }
    }

    @Test
    void aBodyThatIsStillReadIsAccountedForWhenItsCallIsOver() throws Exception {
        SlowIntake intake = new SlowIntake();
        Memory memory = new Memory(64_000_000, 1_024 * 1_024, 1_024 * 1_024);
        byte[] message = OtlpDialectTest.protobufOf("x".repeat(100_000));
        try (EventLoops loops = EventLoops.open();
                GrpcDoor door = GrpcDoor.open(
                        () -> HttpDoorSettings.DEFAULTS.withPort(0),
                        new GrpcDialect(),
                        DoorAccess.OPEN,
                        new DoorPlan.Behind(intake, memory, new SimpleMeterRegistry(), loops));
                GrpcClient client = new GrpcClient(door.port())) {

            int code = client.export(message, "grpc-timeout", "1S").code();

            assertThat(code).isEqualTo(4);
            assertThat(intake.reads.getCount()).isZero();
            // On the same connection: by the second answer the first call's stream is closed.
            assertThat(client.call("/no.such/Path", new byte[0]).code()).isEqualTo(12);
            assertThat(client.call("/no.such/Path", new byte[0]).code()).isEqualTo(12);
            long held = memory.heldBytes();
            intake.goOn.countDown();
            assertThat(held).isGreaterThanOrEqualTo(message.length);
            await().until(() -> memory.heldBytes() == 0);
        }
    }

    @Test
    void whoGivesUpBeforeItsEventsAreInTheJournalKeepsThem() throws Exception {
        SlowIntake intake = new SlowIntake();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Memory memory = new Memory(64_000_000, 1_024 * 1_024, 1_024 * 1_024);
        try (EventLoops loops = EventLoops.open();
                GrpcDoor door = GrpcDoor.open(
                        () -> HttpDoorSettings.DEFAULTS.withPort(0),
                        new GrpcDialect(),
                        DoorAccess.OPEN,
                        new DoorPlan.Behind(intake, memory, metrics, loops));
                GrpcClient client = new GrpcClient(door.port())) {
            GrpcClient.Answer answer;
            try (var patient = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                var called =
                        patient.submit(() -> client.export(OtlpDialectTest.protobufOf("good"), "grpc-timeout", "300m"));
                intake.reads.await();
                answer = called.get();
            }
            intake.goOn.countDown();

            assertThat(answer.code()).isEqualTo(4);
            await().until(() -> door.tally().pushedBack() == 1);
            assertThat(intake.committed).isFalse();
            assertThat(metrics.counter("tocsin.ingest.pushed.back.events", "door", "otlp-grpc", "reason", "cancelled")
                            .count())
                    .isEqualTo(1);
            await().until(() -> memory.heldBytes() == 0);
        }
    }
}

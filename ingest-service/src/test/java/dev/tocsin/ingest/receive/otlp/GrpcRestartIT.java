package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** Alone, for its clients take all that the machine has. */
@Timeout(300)
@NullMarked
class GrpcRestartIT {
    private static final JsonMapper JSON = new JsonMapper();

    /** Four clients send without a pause while the service stops and another one starts in its place, three times. */
    @Test
    void aRollingRestartLosesNothingAndDoublesNothing() throws Exception {
        int port = freePort();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<String> documents = new ArrayList<>();
        boolean[] stopped = {false};
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            OpenDoors doors = onPort(port);
            for (int i = 0; i < 4; i++) {
                clients.execute(() -> sendUntil(stopped, port, sent, failed));
            }
            for (int restart = 0; restart < 3; restart++) {
                int before = sent.get();
                await().atMost(Duration.ofMinutes(1)).until(() -> sent.get() > before + 200);
                doors.close();
                documents.addAll(doors.documents());
                doors = onPort(port);
            }
            int before = sent.get();
            await().atMost(Duration.ofMinutes(1)).until(() -> sent.get() > before + 200);
            stopped[0] = true;
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            doors.close();
            documents.addAll(doors.documents());
        }

        List<String> messages = documents.stream()
                .map(document -> JSON.readTree(document).at("/message").asString())
                .toList();
        assertThat(failed).hasValue(0);
        assertThat(messages).hasSize(sent.get());
        assertThat(new HashSet<>(messages)).hasSize(sent.get());
    }

    private static void sendUntil(boolean[] stopped, int port, AtomicInteger sent, AtomicInteger failed) {
        try (LogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                .setEndpoint("http://127.0.0.1:" + port)
                .setTimeout(Duration.ofMinutes(1))
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(5)
                        .setInitialBackoff(Duration.ofMillis(200))
                        .setBackoffMultiplier(2)
                        .build())
                .build()) {
            while (!stopped[0]) {
                String message = "event " + sent.incrementAndGet();
                boolean success = exporter.export(List.of(GrpcDoorTest.record(message)))
                        .join(1, TimeUnit.MINUTES)
                        .isSuccess();
                failed.addAndGet(success ? 0 : 1);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static OpenDoors onPort(int port) {
        return new OpenDoors(
                IngestDoors.otlpGrpc(() -> HttpDoorSettings.DEFAULTS.at("127.0.0.1", port), DoorAccess.OPEN));
    }
}

package dev.tocsin.ingest.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporterBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.SAME_THREAD) // others listen to the logger of what fails here
@NullMarked
class GrpcTlsTest {
    @Test
    void certificatesAreShownOnBothSides(@TempDir Path folder) throws Exception {
        TestAuthority authority = TestAuthority.in(folder, "ca");
        TestAuthority clients = TestAuthority.in(folder, "clients");
        TestAuthority.Pair server = authority.issue("server");
        TestAuthority.Pair shop = clients.issue("shop");
        ServerTls tls = ServerTls.open(TlsFiles.of(
                        "test",
                        server.certificate().toString(),
                        server.key().toString(),
                        clients.file().toString())
                .orElseThrow());
        try (OpenDoors doors = new OpenDoors(IngestDoors.otlpGrpc(
                () -> HttpDoorSettings.DEFAULTS.withPort(0),
                new DoorAccess(TokenBook.of(), InstantSource.system(), tls)))) {
            OtlpGrpcLogRecordExporterBuilder stranger = OtlpGrpcLogRecordExporter.builder()
                    .setEndpoint("https://127.0.0.1:" + doors.port("otlp-grpc"))
                    .setTrustedCertificates(Files.readAllBytes(authority.file()))
                    .setRetryPolicy(null);
            assertThat(exported(stranger.build())).isFalse();
            assertThat(exported(stranger.setClientTls(
                                    Files.readAllBytes(shop.key()), Files.readAllBytes(shop.certificate()))
                            .build()))
                    .isTrue();
            assertThat(doors.journal.count()).isEqualTo(1);
        }
    }

    private static boolean exported(LogRecordExporter exporter) {
        try (exporter) {
            return exporter.export(List.of(GrpcDoorTest.record("hello")))
                    .join(1, TimeUnit.MINUTES)
                    .isSuccess();
        }
    }
}

package dev.tocsin.ingest.receive.otlp;

import dev.tocsin.ingest.IngestPipeline;
import dev.tocsin.ingest.RefusedRecords;
import dev.tocsin.ingest.decode.otlp.OtlpForm;
import dev.tocsin.ingest.decode.otlp.OtlpRequest;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.receive.MemoryDeadLetters;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/** Prints how long one thread needs to make documents of a request of 512 records; run by hand, asserts nothing. */
@NullMarked
final class OtlpSpeed {
    private static final int RECORDS = 512;

    private OtlpSpeed() {}

    public static void main(String[] arguments) throws Exception {
        ExportLogsServiceRequest request = request();
        byte[] protobuf = request.toByteArray();
        byte[] json = new ProtoJson(new Random(1)).of(request).getBytes(StandardCharsets.UTF_8);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (RefusedRecords refused = new RefusedRecords(new MemoryDeadLetters(), metrics)) {
            IngestPipeline pipeline = new IngestPipeline(
                    new Streams(EnrichSettings.DEFAULTS, metrics),
                    new MemoryJournal(),
                    refused,
                    InstantSource.system(),
                    metrics);
            for (int run = 0; run < 6; run++) {
                print("protobuf", protobuf, () -> read(pipeline, OtlpForm.PROTOBUF, protobuf));
                print("json", json, () -> read(pipeline, OtlpForm.JSON, json));
                print("protobuf, parsed by the generated classes and no more", protobuf, () -> parsed(protobuf));
            }
        }
    }

    private static void print(String what, byte[] request, Runnable one) {
        int rounds = 500;
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            one.run();
        }
        long nanos = System.nanoTime() - start;
        System.out.printf(
                "%s: %d bytes a record, %d ns a record%n", what, request.length / RECORDS, nanos / rounds / RECORDS);
    }

    private static void read(IngestPipeline pipeline, OtlpForm form, byte[] request) {
        List<RecordSlice> records = new ArrayList<>();
        OtlpRequest.cut(
                form,
                request,
                0,
                request.length,
                (from, to, envelope) -> records.add(new RecordSlice(request, from, to, null, Claim.NONE, envelope)));
        Origin origin = new Origin("http", null, RecordFormat.OTLP);
        if (pipeline.read(origin, records, null, WriteRight.ALL, Room.ENOUGH).records() != RECORDS) {
            throw new IllegalStateException("not all");
        }
    }

    private static void parsed(byte[] request) {
        try {
            ExportLogsServiceRequest.parseFrom(request);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ExportLogsServiceRequest request() {
        Resource.Builder resource = Resource.newBuilder();
        String[] attributes = {
            "service.name",
            "service.version",
            "host.name",
            "host.arch",
            "os.type",
            "os.description",
            "process.pid",
            "process.executable.path",
            "process.runtime.name",
            "process.runtime.version",
            "telemetry.sdk.name",
            "telemetry.sdk.language",
            "telemetry.sdk.version",
            "k8s.pod.name",
            "k8s.namespace.name",
            "container.id",
        };
        for (String key : attributes) {
            resource.addAttributes(text(key, "value of " + key));
        }
        ScopeLogs.Builder scope = ScopeLogs.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("com.example.shop.checkout.OrderService"));
        for (int i = 0; i < RECORDS; i++) {
            scope.addLogRecords(LogRecord.newBuilder()
                    .setTimeUnixNano(1_790_000_000_123_456_789L + i)
                    .setObservedTimeUnixNano(1_790_000_000_123_556_789L + i)
                    .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
                    .setSeverityText("INFO")
                    .setBody(AnyValue.newBuilder()
                            .setStringValue("order " + i + " was paid by card and is handed over to shipping"))
                    .addAttributes(text("thread.name", "http-nio-8080-exec-7"))
                    .addAttributes(text("customer", "c-20931"))
                    .setTraceId(com.google.protobuf.ByteString.copyFrom(
                            new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})));
        }
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
                .build();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }
}

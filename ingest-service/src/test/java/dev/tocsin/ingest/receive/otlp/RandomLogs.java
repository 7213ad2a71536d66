package dev.tocsin.ingest.receive.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;

/** Requests by chance, of what the protocol allows. */
@NullMarked
public final class RandomLogs {
    private static final long YEAR_2026 = 1_790_000_000_000_000_000L;
    private static final String[] KEYS = {
        "service.name",
        "host.name",
        "k8s.pod.name",
        "exception.type",
        "thread.id",
        "http.response.status_code",
        "order",
        "ordér \"7\"",
        "a.b",
        "a",
        "",
        "level",
        "message",
        "event.name",
        "log.record.original",
    };

    private final Random random;

    public RandomLogs(Random random) {
        this.random = random;
    }

    public ExportLogsServiceRequest request() {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        times(3, () -> request.addResourceLogs(resourceLogs()));
        return request.build();
    }

    /** How many records there are. */
    public static int countOf(ExportLogsServiceRequest request) {
        return request.getResourceLogsList().stream()
                .flatMap(logs -> logs.getScopeLogsList().stream())
                .mapToInt(ScopeLogs::getLogRecordsCount)
                .sum();
    }

    private ResourceLogs resourceLogs() {
        ResourceLogs.Builder logs = ResourceLogs.newBuilder();
        if (random.nextInt(5) > 0) {
            Resource.Builder resource = Resource.newBuilder();
            times(6, () -> resource.addAttributes(keyValue(2)));
            if (random.nextInt(5) == 0) {
                resource.setDroppedAttributesCount(random.nextInt());
            }
            logs.setResource(resource).setSchemaUrl("https://opentelemetry.io/schemas/1.38.0");
        }
        times(3, () -> logs.addScopeLogs(scopeLogs()));
        return logs.build();
    }

    private ScopeLogs scopeLogs() {
        ScopeLogs.Builder logs = ScopeLogs.newBuilder();
        if (random.nextInt(5) > 0) {
            InstrumentationScope.Builder scope =
                    InstrumentationScope.newBuilder().setName(text()).setVersion(random.nextBoolean() ? "" : "1.2");
            times(2, () -> scope.addAttributes(keyValue(1)));
            logs.setScope(scope);
        }
        times(5, () -> logs.addLogRecords(record()));
        return logs.build();
    }

    private LogRecord record() {
        LogRecord.Builder record = LogRecord.newBuilder();
        record.setTimeUnixNano(random.nextInt(10) == 0 ? 12 : YEAR_2026 + random.nextInt());
        if (random.nextBoolean()) {
            record.setObservedTimeUnixNano(random.nextInt(10) == 0 ? -1 : YEAR_2026 + random.nextInt());
        }
        record.setSeverityNumberValue(random.nextInt(25)).setSeverityText(random.nextBoolean() ? "" : text());
        if (random.nextInt(5) > 0) {
            record.setBody(value(4));
        }
        times(6, () -> record.addAttributes(keyValue(4)));
        if (random.nextInt(5) == 0) {
            record.setDroppedAttributesCount(3).setFlags(random.nextInt());
        }
        if (random.nextBoolean()) {
            record.setTraceId(bytes(16)).setSpanId(bytes(random.nextInt(10) == 0 ? 5 : 8));
        }
        return record.setEventName(random.nextInt(5) == 0 ? text() : "").build();
    }

    private KeyValue keyValue(int depth) {
        KeyValue.Builder pair = KeyValue.newBuilder().setKey(KEYS[random.nextInt(KEYS.length)]);
        if (pair.getKey().equals("service.name")) {
            // Each would have a data stream of its own.
            return pair.setValue(AnyValue.newBuilder().setStringValue(random.nextBoolean() ? "it-otlp" : "it-otlp-b"))
                    .build();
        }
        return random.nextInt(20) == 0
                ? pair.build()
                : pair.setValue(value(depth)).build();
    }

    private AnyValue value(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0 -> value.setBoolValue(random.nextBoolean());
            case 1 -> value.setIntValue(random.nextBoolean() ? random.nextInt(1_000) : random.nextLong());
            case 2 -> value.setDoubleValue(random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian() * 1e9);
            case 3 -> value.setBytesValue(bytes(random.nextInt(20)));
            case 4 -> {
                // Set to nothing, which the protocol allows.
            }
            case 7 -> {
                KeyValueList.Builder map = KeyValueList.newBuilder();
                times(4, () -> map.addValues(keyValue(depth - 1)));
                value.setKvlistValue(map);
            }
            case 8 -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                times(4, () -> array.addValues(value(depth - 1)));
                value.setArrayValue(array);
            }
            default -> value.setStringValue(text());
        }
        return value.build();
    }

    private String text() {
        String[] texts = {"", "shop", "basket 7", "line\nline", "größe \"x\" \\ 😀", "INFO", "Fatal", "a\u0001b"};
        return texts[random.nextInt(texts.length)];
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        if (random.nextInt(5) > 0) {
            random.nextBytes(bytes);
        }
        return ByteString.copyFrom(bytes);
    }

    private void times(int most, Runnable what) {
        IntStream.range(0, random.nextInt(most + 1)).forEach(_ -> what.run());
    }
}

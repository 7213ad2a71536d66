package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/** Prints how long one thread needs to decode and enrich an event; run by hand, asserts nothing. */
@NullMarked
final class DecodeSpeed {
    private static final String EVENT = """
            {"@timestamp":"2026-11-23T01:43:11.180704903Z","@version":"1","message":"order 4711 was paid by card and is \
            handed over to shipping","logger_name":"com.example.shop.checkout.OrderService","thread_name":\
            "http-nio-8080-exec-7","level":"INFO","level_value":20000,"traceId":"0af7651916cd43dd8448eb211c80319c",\
            "spanId":"b7ad6b7169203331","customer":"c-20931","order.id":4711,"service.name":"checkout-api"}""";

    private DecodeSpeed() {}

    public static void main(String[] arguments) {
        byte[] record = EVENT.getBytes(StandardCharsets.UTF_8);
        JsonRecordDecoder decoder = new JsonRecordDecoder();
        FieldList fields = new FieldList();
        Enricher enricher = new Enricher(new Streams(EnrichSettings.DEFAULTS, new SimpleMeterRegistry()));
        Origin origin = new Origin("tcp", "127.0.0.1");
        Instant now = Instant.parse("2026-11-23T01:43:12Z");
        int rounds = 1_000_000;
        for (int run = 0; run < 8; run++) {
            long documentBytes = 0;
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                if (decoder.decode(record, 0, record.length, new Origin("tcp", null), Instant.EPOCH, fields) != null) {
                    throw new IllegalStateException("malformed");
                }
                documentBytes += ((LogEvent) enricher.enrich(fields, origin, now, null)).document().length;
            }
            long nanos = System.nanoTime() - start;
            System.out.printf(
                    "%d bytes in, %d out, %d ns/event, %.0f MB/s%n",
                    record.length, documentBytes / rounds, nanos / rounds, record.length * 1e3 * rounds / nanos);
        }
    }
}

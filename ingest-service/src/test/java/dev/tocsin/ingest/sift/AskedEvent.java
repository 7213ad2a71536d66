package dev.tocsin.ingest.sift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Enricher;
import dev.tocsin.ingest.enrich.EventRules;
import dev.tocsin.ingest.enrich.Sieve.Verdict;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.redact.Redactor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullMarked;

/** A record that conditions can be asked of, by the way that records go. */
@NullMarked
record AskedEvent(byte[] record) {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Origin ORIGIN = new Origin("tcp", "127.0.0.1");

    static AskedEvent of(String record) {
        return new AskedEvent(record.getBytes(UTF_8));
    }

    boolean fulfils(Condition condition) {
        AtomicBoolean held = new AtomicBoolean();
        sifted(new EventRules(
                event -> {
                    held.set(condition.holds(event));
                    return Verdict.KEPT;
                },
                Redactor.NONE));
        return held.get();
    }

    String document() {
        return new String(((LogEvent) sifted(EventRules.NONE)).document(), UTF_8);
    }

    String dataStream() {
        return ((LogEvent) sifted(EventRules.NONE)).dataStream();
    }

    RecordFate sifted(EventRules rules) {
        Streams streams = new Streams(EnrichSettings.DEFAULTS, new SimpleMeterRegistry());
        streams.use(rules);
        FieldList fields = new FieldList();
        assertThat(new JsonRecordDecoder().decode(record, 0, record.length, ORIGIN, NOW, fields))
                .isNull();
        return new Enricher(streams).enrich(fields, ORIGIN, NOW, null);
    }
}

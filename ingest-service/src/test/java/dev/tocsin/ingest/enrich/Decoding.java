package dev.tocsin.ingest.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.decode.FieldList;
import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Decodes and enriches in one step, and reads the result with a parser that is not ours. */
@NullMarked
final class Decoding {
    static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final JsonRecordDecoder decoder = new JsonRecordDecoder();
    private final FieldList fields = new FieldList();
    private final Enricher enricher;

    Decoding() {
        this(EnrichSettings.DEFAULTS);
    }

    Decoding(EnrichSettings settings) {
        this(settings, EventRules.NONE);
    }

    Decoding(EnrichSettings settings, EventRules rules) {
        Streams streams = new Streams(settings, metrics);
        streams.use(rules);
        this.enricher = new Enricher(streams);
    }

    LogEvent event(String record) {
        return event(record, null);
    }

    /** As it comes from that address. */
    JsonNode documentFrom(String peer, String record) {
        return parse(event(record, new Origin("tcp", peer), null));
    }

    LogEvent event(String record, @Nullable EventId keyedId) {
        return event(record, new Origin("tcp", null), keyedId);
    }

    private LogEvent event(String record, Origin origin, @Nullable EventId keyedId) {
        byte[] bytes = record.getBytes(UTF_8);
        assertThat(decoder.decode(bytes, 0, bytes.length, origin, Instant.EPOCH, fields))
                .isNull();
        return (LogEvent) enricher.enrich(fields, origin, NOW, keyedId);
    }

    JsonNode document(String record) {
        return parse(event(record));
    }

    /** Fails if the document is not in canonical form: no duplicate key, no dotted known name, event last. */
    static JsonNode parse(LogEvent event) {
        JsonNode document = STRICT.readTree(event.document());
        assertThat(document.isObject()).isTrue();
        String last = "";
        for (String name : document.propertyNames()) {
            assertThat(name).doesNotContain(".");
            last = name;
        }
        assertThat(last).isEqualTo("event");
        assertThat(document.get("event").get("dataset").stringValue()).isNotEmpty();
        return document;
    }

    static JsonNode json(String text) {
        return STRICT.readTree(text);
    }
}

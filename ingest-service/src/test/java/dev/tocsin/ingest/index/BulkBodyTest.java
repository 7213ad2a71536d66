package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkBodyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T01:02:03.004Z");

    private static Delivery delivery(String stream, String id, String document) {
        JournaledEvent event = new JournaledEvent(
                0, 10, new EventId(id), false, false, stream, document.getBytes(StandardCharsets.UTF_8), 0);
        return new Progress(0, Unwatched.INSTANCE).opened(List.of(event)).getFirst();
    }

    private static String body(Delivery... deliveries) {
        BulkBody body = new BulkBody();
        body.write(List.of(deliveries), NOW);
        return new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
    }

    @Test
    void splicesTheTimeOfSendingIntoTheEventObject() {
        assertThat(body(delivery("logs-a-tocsin", "id-1", "{\"a\":\"ä\",\"event\":{\"kind\":\"event\"}}")))
                .isEqualTo("""
                        {"create":{"_index":"logs-a-tocsin","_id":"id-1"}}
                        {"a":"ä","event":{"kind":"event","ingested":"2026-11-23T01:02:03.004Z"}}
                        """);
    }

    @Test
    void neverLetsADocumentOrANameBreakTheLines() {
        assertThat(body(delivery("logs\"\n\\x", "id-1", "{\"a\":\n1,\r\n\"event\":{}}")))
                .isEqualTo("""
                        {"create":{"_index":"logs\\u0022\\u000a\\u005cx","_id":"id-1"}}
                        {"a": 1,  "event":{"ingested":"2026-11-23T01:02:03.004Z"}}
                        """);
    }

    @Test
    void isWrittenAnewEachTime() {
        BulkBody body = new BulkBody();
        body.write(List.of(delivery("s", "a", "{\"x\":\"" + "y".repeat(200_000) + "\",\"event\":{\"k\":1}}")), NOW);
        body.write(List.of(delivery("s", "b", "{\"event\":{\"k\":1}}")), NOW);

        assertThat(new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8))
                .isEqualTo(body(delivery("s", "b", "{\"event\":{\"k\":1}}")));
    }
}

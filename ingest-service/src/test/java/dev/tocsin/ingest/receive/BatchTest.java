package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final byte[] DOCUMENT = "{\"event\":{}}".getBytes(UTF_8);

    @Test
    void theFirstBadRecordsAreThoseThatAreKept() {
        LogEvent event = new LogEvent(null, "logs-shop-tocsin", DOCUMENT);
        MalformedRecord bad = new MalformedRecord("broken JSON", 3, "");
        MalformedRecord forbidden = MalformedRecord.forbidden("not yours", "");
        MalformedRecord update = MalformedRecord.notDoneHere("an update", "");
        Batch batch =
                new Batch(new Origin("http", null), List.of(forbidden, bad, event, update, bad, bad), List.of(), 3, 0);

        assertThat(batch.letters().stream()).as("not committed").isEmpty();
        assertThat(batch.keeping(2).letters().stream()).containsExactly(1, 4);
        assertThat(batch.keeping(3).toBeTold().letters().stream()).containsExactly(1, 4, 5);
    }

    @Test
    void whatWaitsForItsAnswerIsCountedWithItsIds() {
        LogEvent named = new LogEvent(new EventId("x".repeat(EventId.MAX_LENGTH)), "logs-shop-tocsin", DOCUMENT);
        LogEvent nameless = new LogEvent(null, "logs-shop-tocsin", DOCUMENT);
        MalformedRecord bad = new MalformedRecord("broken JSON", 3, "");

        Batch batch = new Batch(new Origin("http", null), List.of(named, nameless, bad, named), List.of(), 1, 0);

        assertThat(batch.bytesUntilTold()).isEqualTo(4 * 256 + 2 * 512);
    }
}

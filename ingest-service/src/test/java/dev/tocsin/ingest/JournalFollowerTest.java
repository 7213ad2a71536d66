package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.BatchBuilder;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.index.Indexer;
import dev.tocsin.ingest.index.Pause;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.journal.Reread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JournalFollowerTest extends IndexingLoopFixture {
    private static final String HOT = "logs-hot-tocsin";

    private int pollsAtTheEnd;

    /** For there the checkpoint is written. */
    @Test
    void doesNotAskOnceMoreAtTheEndOfWhatIsLeft() throws InterruptedException {
        IndexSettings settings = IndexSettings.forNode("n1");
        CountDownLatch closing = new CountDownLatch(1);
        Indexer indexer = Indexer.to(
                gate,
                link,
                deadLetters,
                settings,
                InstantSource.system(),
                Pause.until(closing),
                new Random(1),
                0,
                journal.settlements(),
                registry);
        BatchBuilder batch = new BatchBuilder(settings);
        JournalFollower follower = new JournalFollower(
                reader(), indexer.progress(), indexer.twins(), indexer.held(), batch, settings, closing);
        append(0, 1);
        long behind = (long) settings.bulkBytes() * (settings.inFlight() + 4);
        String padding = ",\"padding\":\"%s\"".formatted("x".repeat(10_000));
        for (long appended = 0; appended < behind; appended += 1_000_000) {
            List<LogEvent> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                events.add(event(HOT, i, padding));
            }
            journal.append(events).join();
        }

        while (journal.room().unreadEvents() > indexer.progress().tally().read()) {
            follower.read(Duration.ofMillis(1));
            if (batch.isFull()) {
                batch.build();
            }
        }

        assertThat(gauge("tocsin.index.left.events")).isGreaterThan(100);
        assertThat(pollsAtTheEnd).isZero();
    }

    private ReaderBetween.Follower reader() {
        return new ReaderBetween.Follower(journal) {
            @Override
            public List<JournaledEvent> poll(int maxBytes, Duration wait) throws InterruptedException {
                if (unreadBytes() == 0) {
                    pollsAtTheEnd++;
                }
                return super.poll(maxBytes, wait);
            }

            @Override
            public Reread readAgain(String dataStream, long from, long to, int maxBytes) {
                return new Reread(List.of(), from);
            }
        };
    }
}

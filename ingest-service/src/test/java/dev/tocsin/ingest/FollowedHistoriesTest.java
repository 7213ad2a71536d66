package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.index.FakeElasticsearch.Fault;
import dev.tocsin.ingest.journal.Appended;
import dev.tocsin.ingest.journal.Settled;
import dev.tocsin.ingest.journal.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random faults, rollovers, copies and ids that are taken: whoever follows an append hears what became of each event of it. */
class FollowedHistoriesTest extends IndexingLoopFixture {
    private record Follow(List<LogEvent> events, Appended appended) {
        Settling settling() {
            return Objects.requireNonNull(appended.settling());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void tellsOfEachEventWhatBecameOfIt(int seed) throws Exception {
        Random random = new Random(seed);
        List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
        possible.remove(Fault.TOO_LARGE_413);
        possible.remove(Fault.BUSY_429_RETRY_AFTER);
        server.slowMillis = 200;
        server.faults(() -> random.nextInt(3) == 0 ? possible.get(random.nextInt(possible.size())) : Fault.NONE);
        olderIndices = 100;
        startLoopLongAgo();
        List<Follow> follows = new ArrayList<>();
        for (int step = 0, number = 0; step < 60; step++) {
            String stream = "logs-s" + random.nextInt(3) + "-tocsin";
            List<LogEvent> events = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--, number++) {
                // Of forty ids each is given to several events, mostly the same one.
                int id = random.nextInt(40);
                events.add(
                        random.nextInt(3) == 0
                                ? new LogEvent(
                                        new EventId("given-" + id),
                                        stream,
                                        document(random.nextInt(4) == 0 ? number : id, ""))
                                : new LogEvent(null, stream, document(number, "")));
            }
            if (random.nextInt(3) == 0) {
                journal.append(events).join();
            } else {
                follows.add(new Follow(events, journal.appendFollowed(events).join()));
            }
        }
        server.faults(() -> Fault.NONE);
        awaitIndexed(Duration.ofSeconds(60));

        int refused = 0;
        for (Follow follow : follows) {
            try (Settling settling = follow.settling()) {
                assertThat(settling.all()).as("seed %d", seed).isCompleted();
                Settled settled = settling.now();
                for (int i = 0; i < follow.events().size(); i++) {
                    String id = follow.appended().ids().get(i).value();
                    assertThat(settled.isWaiting(i)).isFalse();
                    if (settled.refusal(i) == null) {
                        assertThat(server.copies().getOrDefault(id, 0))
                                .as("seed %d", seed)
                                .isPositive();
                    } else {
                        refused++;
                        assertThat(settled.refusal(i)).isEqualTo("its id is taken by another document");
                        assertThat(letters())
                                .as("seed %d", seed)
                                .anyMatch(
                                        letter -> letter.path("id").asString("").equals(id));
                    }
                }
            }
        }
        assertThat(refused).as("seed %d: some ids were taken", seed).isPositive();
        assertThat(journal.settlements().size()).isZero();
    }
}

package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournaledEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchBuilderTest {
    private static final int MAX_BYTES = 1_000;
    private static final int MAX_EVENTS = 10;

    private static IndexSettings settings() {
        IndexSettings plain = IndexSettings.forNode("n");
        return new IndexSettings(
                plain.node(),
                MAX_BYTES,
                MAX_EVENTS,
                plain.linger(),
                plain.inFlight(),
                plain.bulkTimeout(),
                plain.shardTimeout(),
                plain.heldBytes(),
                plain.firstRetry(),
                plain.lastRetry(),
                plain.quiet(),
                plain.maxRepairs(),
                plain.olderIndices(),
                plain.closeDeadline());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void givesOutEveryEventOnceInOrderWithinTheLimits(int seed) {
        Random random = new Random(seed);
        BatchBuilder builder = new BatchBuilder(settings());
        Progress progress = new Progress(0, Unwatched.INSTANCE);
        List<Delivery> in = new ArrayList<>();
        List<Delivery> out = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(3) > 0) {
                byte[] document = new byte[random.nextInt(random.nextInt(20) == 0 ? 3_000 : 300)];
                Delivery delivery = progress.opened(List.of(
                                new JournaledEvent(i, i + 1, new EventId("i" + i), false, false, "s", document, 0)))
                        .getFirst();
                in.add(delivery);
                builder.add(delivery);
            } else {
                boolean wasFull = builder.isFull();
                List<Delivery> batch = builder.build();
                int bytes = batch.stream().mapToInt(d -> d.document().length).sum();
                assertThat(batch.size()).as("seed %d", seed).isLessThanOrEqualTo(MAX_EVENTS);
                assertThat(bytes <= MAX_BYTES || batch.size() == 1)
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(!wasFull || !batch.isEmpty()).as("seed %d", seed).isTrue();
                out.addAll(batch);
            }
        }
        while (!builder.isEmpty()) {
            out.addAll(builder.build());
        }
        assertThat(out).as("seed %d", seed).containsExactlyElementsOf(in);
    }
}

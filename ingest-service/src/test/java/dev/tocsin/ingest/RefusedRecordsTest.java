package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RefusedRecordsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void anErrorCostsTheLettersInHandAndNotTheThread() throws Exception {
        FailingOnce letters = new FailingOnce();
        try (RefusedRecords refused = new RefusedRecords(letters, metrics)) {
            refused.keep(List.of(letter())).get(10, TimeUnit.SECONDS);
            refused.keep(List.of(letter())).get(10, TimeUnit.SECONDS);
            refused.keep(List.of(letter())).get(10, TimeUnit.SECONDS);
        }

        assertThat(letters.kept).hasValue(2);
        assertThat(metrics.counter("tocsin.dead.letters.lost").count()).isEqualTo(1);
    }

    @Test
    void oldLettersAreLookedForAlsoWhileNoneCome() {
        FailingOnce letters = new FailingOnce();
        try (RefusedRecords _ = new RefusedRecords(letters, metrics)) {
            await().until(() -> letters.lookedForOld.get() > 1);
        }
    }

    private static DeadLetter letter() {
        return new DeadLetter(Instant.EPOCH, "decode", null, null, null, "bad", new byte[3], false);
    }

    private static final class FailingOnce implements DeadLetters {
        private final AtomicInteger tries = new AtomicInteger();
        private final AtomicInteger kept = new AtomicInteger();
        private final AtomicInteger lookedForOld = new AtomicInteger();

        @Override
        public void keep(DeadLetter letter) {
            if (tries.incrementAndGet() == 1) {
                throw new StackOverflowError("as if");
            }
            kept.incrementAndGet();
        }

        @Override
        public void removeOld() {
            if (lookedForOld.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as if");
            }
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}

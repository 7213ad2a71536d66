package dev.tocsin.ingest.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class StreamCountersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StreamNames names = new StreamNames();
    private final StreamCounters counters = counters("events");

    private StreamCounters counters(String name) {
        return new StreamCounters(names, stream -> registry.counter(name, "stream", stream));
    }

    @Test
    void countsEachStreamForItself() {
        counters.increment("b");
        counters.increment("a");
        counters.increment("b");
        counters.of("c");

        assertThat(counters.counts()).hasToString("{a=1, b=2, c=0}");
    }

    @Test
    void theNamesOfAClientThatMakesThemUpAreOne() {
        for (int i = 0; i < 3_000; i++) {
            counters.increment("made-up-" + i);
        }
        counters.increment("made-up-7");

        assertThat(counters.counts())
                .hasSize(1_001)
                .containsEntry(StreamNames.OTHERS, 2_000L)
                .containsEntry("made-up-7", 2L);
        assertThat(registry.getMeters()).hasSize(1_001);
    }

    @Test
    void whatSharesTheNamesCountsUnderTheSame() {
        StreamCounters others = counters("other.events");
        for (int i = 0; i < 3_000; i++) {
            counters.increment("made-up-" + i);
        }

        for (int i = 2_999; i >= 0; i--) {
            others.increment("made-up-" + i);
        }

        assertThat(others.counts()).isEqualTo(counters.counts());
    }
}

package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeliveryMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMetrics metrics = new DeliveryMetrics(registry, List.of("a", "b"));

    @Test
    void showsTheNewestStateOfEachChannel() {
        metrics.observe(List.of(state("a", 3), state("b", 0)));
        metrics.observe(List.of(state("a", 7), state("b", 1)));

        assertThat(registry.get("tocsin.outbox.waiting")
                        .tag("channel", "a")
                        .gauge()
                        .value())
                .isEqualTo(7);
        assertThat(registry.get("tocsin.outbox.oldest.seconds")
                        .tag("channel", "b")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("tocsin.outbox.dead")
                        .tag("channel", "a")
                        .gauge()
                        .value())
                .isEqualTo(14);
    }

    @Test
    void countsWhatBecameOfTries() {
        metrics.sent("a");
        metrics.failed("a");
        metrics.failed("a");
        metrics.dead("a", 5);

        assertThat(count("sent")).isEqualTo(1);
        assertThat(count("failed")).isEqualTo(2);
        assertThat(count("dead")).isEqualTo(5);
        assertThat(registry.get("tocsin.notification.retries")
                        .tag("channel", "b")
                        .counter()
                        .count())
                .isZero();
    }

    private double count(String outcome) {
        return registry.get("tocsin.notifications")
                .tags("channel", "a", "outcome", outcome)
                .counter()
                .count();
    }

    private static ChannelState state(String channel, long waiting) {
        return new ChannelState(channel, waiting, 0, waiting * 2, 0, waiting * 2, 0, null, null, null, null);
    }
}

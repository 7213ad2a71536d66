package dev.tocsin.alert.notify;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What delivery did, per channel, and how much waits. Thread-safe. */
final class DeliveryMetrics {
    private static final String NOTIFICATIONS = "tocsin.notifications";

    private final MeterRegistry registry;
    private final Map<String, ChannelState> states = new ConcurrentHashMap<>();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void sent(String channel) {
        count(channel, "sent", 1);
    }

    /** A try that did not deliver. */
    void failed(String channel) {
        count(channel, "failed", 1);
    }

    /** A try after another one. */
    void retried(String channel) {
        count(channel, "retried", 1);
    }

    /** Intents given up at once; those given up by age show in the gauge. */
    void dead(String channel, int intents) {
        count(channel, "dead", intents);
    }

    private void count(String channel, String outcome, int by) {
        registry.counter(NOTIFICATIONS, "channel", channel, "outcome", outcome).increment(by);
    }

    /** Renews what the gauges show. */
    void observe(List<ChannelState> newest) {
        for (ChannelState state : newest) {
            if (states.put(state.channel(), state) == null) {
                register(state.channel());
            }
        }
    }

    private void register(String channel) {
        gauge(channel, "tocsin.outbox.waiting", "intents not told yet", ChannelState::waiting);
        gauge(channel, "tocsin.outbox.oldest.seconds", "how long the oldest waits", ChannelState::oldestSeconds);
        gauge(channel, "tocsin.outbox.dead", "intents given up", ChannelState::dead);
        gauge(channel, "tocsin.channel.failures", "failures in a row", ChannelState::failures);
    }

    private void gauge(String channel, String name, String description, ToLongFunction<ChannelState> value) {
        Gauge.builder(name, states, all -> {
                    ChannelState state = all.get(channel);
                    return state == null ? 0 : value.applyAsLong(state);
                })
                .description(description)
                .tags(Tags.of("channel", channel))
                .register(registry);
    }
}

package dev.tocsin.alert.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What delivery did, per channel, and how much waits. Thread-safe. */
final class DeliveryMetrics {
    private static final List<String> OUTCOMES = List.of("sent", "failed", "dead", "suppressed");

    private final MeterRegistry registry;
    private final Map<String, ChannelState> states = new ConcurrentHashMap<>();

    /** @param channels that there are from the start */
    DeliveryMetrics(MeterRegistry registry, List<String> channels) {
        this.registry = registry;
        channels.forEach(this::expect);
    }

    /** There is such a channel from now on: its counters are there before anything happens, so that the first failure is an increase. */
    void expect(String channel) {
        OUTCOMES.forEach(outcome -> notifications(channel, outcome));
        retries(channel);
    }

    void sent(String channel) {
        notifications(channel, "sent").increment();
    }

    /** A try that did not deliver. */
    void failed(String channel) {
        notifications(channel, "failed").increment();
    }

    /** A try after another one. */
    void retried(String channel) {
        retries(channel).increment();
    }

    /** Intents given up at once; those given up by age show in the gauge. */
    void dead(String channel, int intents) {
        notifications(channel, "dead").increment(intents);
    }

    /** Intents that were not told, because something suppresses them. */
    void withheld(String channel, int intents) {
        notifications(channel, "suppressed").increment(intents);
    }

    private Counter notifications(String channel, String outcome) {
        return Counter.builder("tocsin.notifications")
                .description("Messages delivered, tries that failed, intents given up at once, and intents suppressed")
                .tags("channel", channel, "outcome", outcome)
                .register(registry);
    }

    private Counter retries(String channel) {
        return Counter.builder("tocsin.notification.retries")
                .description("Tries after another one")
                .tag("channel", channel)
                .register(registry);
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
        gauge(channel, "tocsin.outbox.waiting", "Intents not told yet", ChannelState::waiting);
        gauge(channel, "tocsin.outbox.oldest.seconds", "How long the oldest intent waits", ChannelState::oldestSeconds);
        gauge(channel, "tocsin.outbox.suppressed", "Intents not told for now", ChannelState::suppressed);
        gauge(channel, "tocsin.outbox.dead", "Intents given up and still kept", ChannelState::dead);
        gauge(channel, "tocsin.channel.failures", "Failures in a row", ChannelState::failures);
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

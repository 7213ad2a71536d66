package dev.tocsin.alert;

import dev.tocsin.alert.api.ChannelTrials;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Test messages: sent at once, once, beside the outbox, so that they are no part of any alert's story. */
final class Trials implements ChannelTrials {
    private static final String TITLE = "TEST of the channel, nothing is wrong";

    private final Supplier<List<Channel>> channels;
    private final InstantSource clock;

    Trials(Supplier<List<Channel>> channels, InstantSource clock) {
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<DeliveryOutcome> send(String channel, String by) {
        return channels.get().stream()
                .filter(one -> one.name().equals(channel))
                .findFirst()
                .map(one -> one.standingTrouble()
                        .<DeliveryOutcome>map(DeliveryOutcome.Refused::new)
                        .orElseGet(() -> one.send(message(channel, by, clock.instant()))));
    }

    static Message message(String channel, String by, Instant now) {
        AlertNotice notice = new AlertNotice(
                TransitionKind.EVENT,
                "tocsin-test",
                "",
                TITLE,
                Map.of(),
                Map.of("summary", by + " asked for this test message to " + channel + ". No rule has fired."),
                GroupKey.ALL,
                null,
                null,
                null,
                "a test",
                "a test",
                new Window(now.minusSeconds(1), now),
                now,
                "tocsin-test",
                "",
                "dsl",
                "[]",
                "",
                "@timestamp",
                List.of(),
                1,
                0,
                null,
                List.of());
        return new Message(Tale.EVENT, List.of(new Story(Tale.EVENT, notice, null, Duration.ZERO, List.of())), false);
    }
}

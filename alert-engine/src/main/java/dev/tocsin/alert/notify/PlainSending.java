package dev.tocsin.alert.notify;

import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import java.time.Duration;
import java.util.Optional;

/** Each message is one of its own. */
record PlainSending(Channel channel, DeliveryQueue queue) implements Sending {
    @Override
    public Optional<Sent> send(Attempt attempt, String groupKey, Message message) {
        if (!queue.begin(attempt)) {
            return Optional.empty();
        }
        return Optional.of(
                new PlainSent(queue, attempt, ChannelFault.caught(channel.name(), () -> channel.send(message))));
    }

    private record PlainSent(DeliveryQueue queue, Attempt attempt, DeliveryOutcome outcome) implements Sent {
        @Override
        public void record(Duration pause) {
            queue.record(attempt, outcome, pause);
        }
    }

    @Override
    public void lookAgain() {
        // What was told cannot be changed.
    }

    @Override
    public Optional<DeliveryOutcome> refresh(long fence) {
        return Optional.empty();
    }
}

package dev.tocsin.alert.notify;

import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Each message is the one of its life: the first news posts it, later news change it. */
final class LivingSending implements Sending {
    private final LivingChannel channel;
    private final DeliveryQueue queue;
    private final LifeRemarks remarks;
    private final Deque<String> toLookAt = new ArrayDeque<>();
    /** What is to be shown though it looks as before. */
    private final Set<String> prepared = new LinkedHashSet<>();

    private LifeRemarks.@Nullable Snapshot snapshot;

    LivingSending(LivingChannel channel, DeliveryQueue queue, LifeRemarks remarks) {
        this.channel = channel;
        this.queue = queue;
        this.remarks = remarks;
    }

    @Override
    public Optional<Sent> send(Attempt attempt, String groupKey, Message message) {
        boolean isOwn = message.stories().stream().allMatch(Story::isEvent);
        Optional<Life> begun = queue.beginLife(attempt, groupKey, isOwn);
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        Life life = remarks.now().on(begun.get(), channel.name());
        LivingOutcome outcome = caught(life, () -> channel.tell(life, message));
        if (outcome.outcome() instanceof DeliveryOutcome.Delivered) {
            channel.prepare(life.at(outcome.reference()));
        }
        return Optional.of(new LivingSent(queue, attempt, life, outcome));
    }

    private record LivingSent(DeliveryQueue queue, Attempt attempt, Life life, LivingOutcome living) implements Sent {
        @Override
        public DeliveryOutcome outcome() {
            return living.outcome();
        }

        @Override
        public void record(Duration pause) {
            queue.recordLife(attempt, life, living, pause);
        }
    }

    @Override
    public void lookAgain() {
        toLookAt.clear();
        toLookAt.addAll(prepared);
        toLookAt.addAll(queue.lives(channel.name()));
        snapshot = null;
    }

    /** One at a time, so that news is not held up. */
    @Override
    public Optional<DeliveryOutcome> refresh(long fence) {
        for (String ready : channel.prepared()) {
            prepared.add(ready);
            toLookAt.addFirst(ready);
        }
        while (!toLookAt.isEmpty()) {
            String id = toLookAt.removeFirst();
            boolean isPrepared = prepared.contains(id);
            Optional<DeliveryQueue.Shown> shown = queue.life(channel.name(), fence, id);
            if (shown.isEmpty()) {
                prepared.remove(id);
                continue;
            }
            Life life = snapshot().on(shown.get().life(), channel.name());
            channel.prepare(life);
            if (life.look().equals(shown.get().look()) && !isPrepared) {
                continue;
            }
            LivingOutcome outcome = caught(life, () -> channel.show(life));
            if (isSettled(outcome.outcome())) {
                prepared.remove(id);
                queue.shown(channel.name(), fence, life, outcome.reference());
            } else {
                toLookAt.clear();
            }
            return Optional.of(outcome.outcome());
        }
        return Optional.empty();
    }

    /** The same for all of one look: it reads the store. */
    private LifeRemarks.Snapshot snapshot() {
        LifeRemarks.Snapshot taken = snapshot == null ? remarks.now() : snapshot;
        snapshot = taken;
        return taken;
    }

    /** What is refused once is refused again: the next news says what is to be seen now. */
    private static boolean isSettled(DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Delivered _, DeliveryOutcome.Refused _ -> true;
            case DeliveryOutcome.TryLater _, DeliveryOutcome.Unknown _ -> false;
        };
    }

    private LivingOutcome caught(Life life, Supplier<LivingOutcome> sending) {
        AtomicReference<@Nullable LivingOutcome> living = new AtomicReference<>();
        DeliveryOutcome outcome = ChannelFault.caught(channel.name(), () -> {
            LivingOutcome told = sending.get();
            living.set(told);
            return told.outcome();
        });
        LivingOutcome told = living.get();
        return told == null ? new LivingOutcome(outcome, life.reference()) : told;
    }
}

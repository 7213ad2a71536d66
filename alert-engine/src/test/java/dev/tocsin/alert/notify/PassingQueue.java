package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Suppressions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands everything on; tests change what they want. */
class PassingQueue implements DeliveryQueue {
    private final DeliveryQueue real;

    PassingQueue(DeliveryQueue real) {
        this.real = real;
    }

    @Override
    public Turn take(String channel, boolean findsAgain) {
        return real.take(channel, findsAgain);
    }

    @Override
    public boolean begin(Attempt attempt) {
        return real.begin(attempt);
    }

    @Override
    public void record(Attempt attempt, DeliveryOutcome outcome, Duration pause) {
        real.record(attempt, outcome, pause);
    }

    @Override
    public Optional<Life> beginLife(Attempt attempt, String groupKey, boolean isOwn) {
        return real.beginLife(attempt, groupKey, isOwn);
    }

    @Override
    public void recordLife(Attempt attempt, Life life, LivingOutcome outcome, Duration pause) {
        real.recordLife(attempt, life, outcome, pause);
    }

    @Override
    public List<String> lives(String channel) {
        return real.lives(channel);
    }

    @Override
    public Optional<Shown> life(String channel, long fence, String life) {
        return real.life(channel, fence, life);
    }

    @Override
    public void shown(String channel, long fence, Life life, @Nullable String reference) {
        real.shown(channel, fence, life, reference);
    }

    @Override
    public void withhold(String channel, long fence, List<DeliveryGate.Withheld> intents) {
        real.withhold(channel, fence, intents);
    }

    @Override
    public int review(Suppressions now, Predicate<String> inForce) {
        return real.review(now, inForce);
    }

    @Override
    public void unreachable(Attempt attempt, String reason, Duration pause) {
        real.unreachable(attempt, reason, pause);
    }

    @Override
    public void leave(String channel) {
        real.leave(channel);
    }

    @Override
    public List<ChannelState> states() {
        return real.states();
    }

    @Override
    public void tidy(Collection<String> configured) {
        real.tidy(configured);
    }
}

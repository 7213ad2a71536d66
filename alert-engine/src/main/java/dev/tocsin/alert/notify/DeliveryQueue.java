package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.Suppressions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as delivery sees it. What is due is decided by the clock of the store, and one engine at a time delivers
 * to a channel: each turn carries a fence, and what an older fence reports is ignored.
 */
public interface DeliveryQueue {
    /** What a channel shall do next. */
    sealed interface Turn {
        /** @param pause until it is worth asking again */
        record Nothing(Duration pause) implements Turn {}

        /**
         * Nothing is due, and the channel is ours and works: time for what is no news.
         *
         * @param failures in a row before this turn
         * @param pause until it is worth asking again
         */
        record Idle(long fence, int failures, Duration pause) implements Turn {}

        /**
         * @param failures in a row before this turn
         * @param groupKey of the message that tells them
         * @param entries of one group, or of many groups that are told together; oldest first, never none
         */
        record Due(long fence, int failures, String groupKey, List<OutboxEntry> entries) implements Turn {}

        /**
         * These cannot be read: a newer version wrote them, or they are damaged. They are dead now, and others may be due.
         *
         * @param reasons by the intent's id, never none
         */
        record Unreadable(Map<String, String> reasons) implements Turn {}
    }

    /**
     * One try to tell these intents.
     *
     * @param message the same for all that one message tells
     */
    record Attempt(String channel, long fence, List<String> intentIds, String message) {}

    /**
     * Takes the channel if no other engine has it. What an earlier turn left in flight is ambiguous from here on: it is
     * handed out once more, marked, and not a third time.
     *
     * @param findsAgain whether the channel finds what an earlier try has posted: then what is in doubt is handed out until
     *     it is certain
     */
    Turn take(String channel, boolean findsAgain);

    /** Makes durable that the intents are about to be sent; false if the channel was lost to another engine. */
    boolean begin(Attempt attempt);

    /**
     * The same for a channel whose messages live: the life of which the message tells is there from now on.
     *
     * @param isOwn whether the message has a life of its own, which is over at once
     * @return the life with the news in it; empty if the channel was lost to another engine
     */
    Optional<Life> beginLife(Attempt attempt, String groupKey, boolean isOwn);

    /** Makes durable what became of it, and where the message is. */
    void recordLife(Attempt attempt, Life life, LivingOutcome outcome, Duration pause);

    /** Ids of the lives of a channel that go on and have a message, oldest first. */
    List<String> lives(String channel);

    /** One of them as it is now; empty if it is over, or if the channel was lost. The channel is ours for as long as a message takes. */
    Optional<Shown> life(String channel, long fence, String life);

    /**
     * A living message as it is shown.
     *
     * @param look empty if it is not known
     */
    record Shown(Life life, String look) {}

    /** Makes durable that the message has this look, and where it is now; nothing if the channel was lost. */
    void shown(String channel, long fence, Life life, @Nullable String reference);

    /** Makes durable that these are not told, for now or for good; does nothing if the channel was lost. */
    void withhold(String channel, long fence, List<DeliveryGate.Withheld> intents);

    /**
     * Looks again at what is suppressed, of all channels: what nothing suppresses any more waits again if its alert still
     * fires, and is never told if it does not.
     *
     * @param inForce rules that are watched: of the others nothing is told now
     * @return how many intents wait again
     */
    int review(Suppressions suppressions, Predicate<String> inForce);

    /** Makes durable what became of it; {@code pause} is the time before the channel's next try. */
    void record(Attempt attempt, DeliveryOutcome outcome, Duration pause);

    /** The channel does not answer; nothing was sent, and that counts as a try. */
    void unreachable(Attempt attempt, String reason, Duration pause);

    /** Gives the channel back, so that another engine need not wait for the lease to end. */
    void leave(String channel);

    /** Every channel that is configured or that something was ever meant for. */
    List<ChannelState> states();

    /** Drops what is long done, and gives up what waits for a channel that is gone. */
    void tidy(Collection<String> configured);
}

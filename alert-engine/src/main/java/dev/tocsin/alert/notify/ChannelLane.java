package dev.tocsin.alert.notify;

import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.route.Care;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one channel, one message a step: what is due is marked as being sent, sent, and what became of it is
 * recorded, each durable before the next. One thread. A crash between the first two repeats nothing, one between the
 * last two repeats the message once; see RATIONALE, "What a webhook cannot prevent".
 */
final class ChannelLane {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelLane.class);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final Channel channel;
    private final DeliveryQueue queue;
    private final Pace pace;
    private final RandomGenerator random;
    private final DeliveryMetrics metrics;
    private final Circumstances circumstances;
    private final MessageComposer composer = new MessageComposer();
    private final Sending sending;
    private volatile boolean isToLookAgain;
    private String lastComplaint = "";
    private @Nullable Unrecorded unrecorded;

    /** What is known of an attempt and not durable yet. */
    private record Unrecorded(Sending.Sent sent, Duration pause) {}

    /** @param gap least time between two messages of a channel */
    record Pace(Duration gap, Backoff backoff) {
        /** What Slack takes: one message a second and channel. */
        static Pace standard() {
            return new Pace(Duration.ofSeconds(1), Backoff.standard());
        }
    }

    ChannelLane(
            Channel channel,
            DeliveryQueue queue,
            Circumstances circumstances,
            Pace pace,
            RandomGenerator random,
            DeliveryMetrics metrics) {
        this.channel = channel;
        this.queue = queue;
        this.pace = pace;
        this.random = random;
        this.metrics = metrics;
        this.circumstances = circumstances;
        this.sending = channel instanceof LivingChannel living
                ? new LivingSending(
                        living,
                        queue,
                        new LifeRemarks(circumstances.suppressions(), circumstances.cares(), circumstances.pauses()))
                : new PlainSending(channel, queue);
    }

    String name() {
        return channel.name();
    }

    /** Sends at most one message; how long to wait before the next step. */
    Duration step() {
        recordWhatIsKnown();
        return switch (queue.take(channel.name(), channel instanceof LivingChannel)) {
            case DeliveryQueue.Turn.Nothing(Duration pause) -> pause;
            case DeliveryQueue.Turn.Idle idle -> idle(idle);
            case DeliveryQueue.Turn.Due due -> {
                open(due).ifPresent(this::deliver);
                yield Duration.ZERO;
            }
            case DeliveryQueue.Turn.Unreadable(Map<String, String> reasons) -> {
                metrics.dead(channel.name(), reasons.size());
                reasons.forEach((intent, reason) -> LOG.atError()
                        .addKeyValue("channel", channel.name())
                        .addKeyValue("intent", intent)
                        .addKeyValue("reason", reason)
                        .log("a notification was given up, nobody was told"));
                yield Duration.ZERO;
            }
        };
    }

    /** Something may have changed that no news tells. Any thread. */
    void lookAgain() {
        isToLookAgain = true;
    }

    /** No news: what was told before is brought up to date, one message a step. */
    private Duration idle(DeliveryQueue.Turn.Idle idle) {
        if (isToLookAgain) {
            isToLookAgain = false;
            sending.lookAgain();
        }
        Optional<DeliveryOutcome> refreshed = sending.refresh(idle.fence());
        if (refreshed.isEmpty()) {
            return idle.pause();
        }
        DeliveryOutcome outcome = refreshed.get();
        String trouble = outcome.trouble();
        if (!trouble.isEmpty()) {
            int failures = idle.failures() + 1;
            complain("not brought up to date", trouble, failures);
            queue.unreachable(
                    new DeliveryQueue.Attempt(channel.name(), idle.fence(), List.of(), ""),
                    trouble,
                    pauseAfter(outcome, failures));
        }
        return pace.gap();
    }

    /** Asked only where it may matter: of what is told again. */
    private Map<String, Care> caresOf(List<OutboxEntry> entries) {
        List<String> reminded = entries.stream()
                .filter(entry -> !entry.intent().occasion().isNews())
                .map(entry -> entry.intent().notice().episodeId())
                .distinct()
                .toList();
        return reminded.isEmpty() ? Map.of() : circumstances.cares().of(reminded);
    }

    /** What of it is to be told now; the rest is put aside first. */
    private Optional<DeliveryQueue.Turn.Due> open(DeliveryQueue.Turn.Due due) {
        DeliveryGate.Decided decided = DeliveryGate.decide(
                due.entries(), channel.name(), circumstances.suppressions().get(), caresOf(due.entries()));
        if (decided.withheld().isEmpty()) {
            return Optional.of(due);
        }
        queue.withhold(channel.name(), due.fence(), decided.withheld());
        metrics.withheld(channel.name(), decided.withheld().size());
        return decided.passed().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new DeliveryQueue.Turn.Due(due.fence(), due.failures(), due.groupKey(), decided.passed()));
    }

    private void deliver(DeliveryQueue.Turn.Due due) {
        List<Message> messages = composer.compose(due.entries());
        Message message = messages.getFirst();
        int failures = due.failures() + 1;
        if (message.mayBeRepeat()) {
            // Only the side that answers gets the one repeat: else it is spent on a channel that swallows everything.
            Optional<String> trouble = channel.troubleReaching();
            if (trouble.isPresent()) {
                complain("unreachable", trouble.get(), failures);
                Optional<Message> news = newsBeside(messages);
                if (news.isEmpty()) {
                    metrics.failed(channel.name());
                    queue.unreachable(
                            attemptAt(message, due),
                            trouble.get(),
                            pace.backoff().after(failures, random));
                    return;
                }
                message = news.get();
            }
        }
        DeliveryQueue.Attempt attempt = attemptAt(message, due);
        Optional<Sending.Sent> sent = sending.send(attempt, due.groupKey(), message);
        if (sent.isEmpty()) {
            return;
        }
        if (failures > 1 || message.mayBeRepeat()) {
            metrics.retried(channel.name());
        }
        DeliveryOutcome outcome = sent.get().outcome();
        unrecorded = new Unrecorded(sent.get(), pauseAfter(outcome, failures));
        report(outcome, attempt, failures);
        recordWhatIsKnown();
    }

    private DeliveryQueue.Attempt attemptAt(Message message, DeliveryQueue.Turn.Due due) {
        return new DeliveryQueue.Attempt(channel.name(), due.fence(), message.intentIds(), message.key());
    }

    /** What waits with possible repeats, is none itself, and is about no alert of which something older is untold. */
    private static Optional<Message> newsBeside(List<Message> messages) {
        List<Story> older = new ArrayList<>();
        for (Message message : messages) {
            List<Story> free = message.stories().stream()
                    .filter(story -> older.stream().noneMatch(story::isAboutSameAlert))
                    .toList();
            if (!message.mayBeRepeat() && !free.isEmpty()) {
                return Optional.of(new Message(message.tale(), free, false));
            }
            older.addAll(message.stories());
        }
        return Optional.empty();
    }

    /** While the store is down, the outcome is kept here: to take it for unknown would repeat the message. */
    void recordWhatIsKnown() {
        Unrecorded known = unrecorded;
        if (known != null) {
            known.sent().record(known.pause());
            unrecorded = null;
        }
    }

    private Duration pauseAfter(DeliveryOutcome outcome, int failures) {
        return switch (outcome) {
            case Delivered delivered -> pace.gap();
            case Refused refused -> pace.gap();
            case Unknown unknown -> pace.backoff().after(failures, random);
            case TryLater later ->
                later.after()
                        .map(asked -> asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked)
                        .orElseGet(() -> pace.backoff().after(failures, random));
        };
    }

    private void report(DeliveryOutcome outcome, DeliveryQueue.Attempt attempt, int failures) {
        switch (outcome) {
            case Delivered delivered -> {
                metrics.sent(channel.name());
                if (!lastComplaint.isEmpty()) {
                    lastComplaint = "";
                    LOG.atInfo().addKeyValue("channel", channel.name()).log("the channel delivers again");
                }
            }
            case TryLater(var after, String reason) -> {
                metrics.failed(channel.name());
                complain("try later", reason, failures);
            }
            case Refused(String reason) -> {
                metrics.failed(channel.name());
                metrics.dead(channel.name(), attempt.intentIds().size());
                complain("refused", reason, failures);
            }
            case Unknown(String reason) -> {
                metrics.failed(channel.name());
                complain("no answer", reason, failures);
            }
        }
    }

    /** At first sight and on change. */
    private void complain(String what, String reason, int failures) {
        String complaint = what + reason;
        if (!complaint.equals(lastComplaint)) {
            lastComplaint = complaint;
            LOG.atWarn()
                    .addKeyValue("channel", channel.name())
                    .addKeyValue("outcome", what)
                    .addKeyValue("reason", reason)
                    .addKeyValue("failures", failures)
                    .log("a notification was not delivered");
        }
    }
}

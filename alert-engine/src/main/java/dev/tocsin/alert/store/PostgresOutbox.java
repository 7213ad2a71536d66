package dev.tocsin.alert.store;

import dev.tocsin.alert.history.HistoryQueue;
import dev.tocsin.alert.notify.ChannelState;
import dev.tocsin.alert.notify.DeliveryGate;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryQueue;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LivingOutcome;
import dev.tocsin.alert.notify.Outbox;
import dev.tocsin.alert.notify.Standing;
import dev.tocsin.alert.notify.StandingAlerts;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.IntentId;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Occasion;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Suppressions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox in PostgreSQL. {@link Outbox}'s methods join the caller's transaction, the others make their own. */
public final class PostgresOutbox implements Outbox, DeliveryQueue, StandingAlerts {
    private static final Duration KEEP_DONE = Duration.ofDays(14);
    private static final Duration GIVE_UP = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final OutboxRows rows;
    private final SuppressedRows suppressed;
    private final LivingRows living;
    private final StandingRows standing;
    private final LaneRows lanes;

    /** @param owner unique per running engine */
    public PostgresOutbox(JdbcClient jdbc, TransactionTemplate transaction, HistoryQueue history, String owner) {
        this(jdbc, transaction, history, owner, LaneRows.LEASE);
    }

    PostgresOutbox(
            JdbcClient jdbc, TransactionTemplate transaction, HistoryQueue history, String owner, Duration lease) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        NotificationRecords records = new NotificationRecords(jdbc, history);
        this.rows = new OutboxRows(jdbc, records, GIVE_UP);
        this.suppressed = new SuppressedRows(jdbc, records);
        this.living = new LivingRows(jdbc);
        this.standing = new StandingRows(jdbc);
        this.lanes = new LaneRows(jdbc, owner, lease);
    }

    @Override
    public void add(List<NotificationIntent> intents) {
        for (NotificationIntent intent : intents) {
            if (Router.isEnd(intent.notice().kind())) {
                tellWhoHeard(intent);
            } else if (!Router.isStep(intent.notice().kind())
                    || rows.channelsThatHeardOf(intent.notice().episodeId()).contains(intent.channel())) {
                rows.insert(intent);
            }
        }
    }

    /** Who was told, or was to be told, of the beginning is told of the end; nobody else is. */
    private void tellWhoHeard(NotificationIntent end) {
        String episode = end.notice().episodeId();
        for (String channel : rows.channelsThatHeardOf(episode)) {
            String id = IntentId.of(
                    channel, episode, end.notice().kind(), end.notice().window().end());
            rows.insert(end.to(id, channel));
        }
    }

    @Override
    public List<Standing> standing(boolean all) {
        List<Standing> whole = new ArrayList<>();
        Optional<Long> next = Optional.of(0L);
        while (next.isPresent()) {
            long after = next.get();
            StandingRows.Part part = inTransaction(() -> standing.standing(all, after));
            whole.addAll(part.standing());
            next = part.next();
        }
        return whole;
    }

    @Override
    public List<AlertNotice> goingOn(String life) {
        return standing.goingOn(life);
    }

    @Override
    public int remind(List<NotificationIntent> intents) {
        return inTransaction(() -> {
            int added = 0;
            for (NotificationIntent intent : intents) {
                boolean isFirst = intent.occasion().cause() == Occasion.Cause.UNACKNOWLEDGED;
                if (isFirst
                        && rows.channelsThatHeardOf(intent.notice().episodeId()).contains(intent.channel())) {
                    continue;
                }
                added += rows.insert(intent) ? 1 : 0;
            }
            return added;
        });
    }

    @Override
    public void release(Collection<String> rules) {
        if (!rules.isEmpty()) {
            jdbc.sql("update outbox set held = false where held and rule in (:rules)")
                    .param("rules", rules)
                    .update();
        }
    }

    @Override
    public Turn take(String channel, boolean findsAgain) {
        return inTransaction(() -> switch (lanes.take(channel)) {
            case LaneRows.Taken.Elsewhere(Duration pause) -> new Turn.Nothing(pause);
            case LaneRows.Taken.Ours(long fence, int failures, Duration pause) -> {
                rows.recoverInFlight(channel);
                if (!findsAgain) {
                    rows.giveUpRepeated(channel);
                }
                if (pause.isPositive()) {
                    yield new Turn.Nothing(pause);
                }
                OutboxRows.NextDue next = rows.nextDue(channel, findsAgain);
                if (!next.unreadable().isEmpty()) {
                    rows.giveUpUnreadable(next.unreadable());
                    yield new Turn.Unreadable(next.unreadable());
                }
                yield next.entries().isEmpty()
                        ? new Turn.Idle(fence, failures, rows.untilDue(channel))
                        : new Turn.Due(fence, failures, next.groupKey(), next.entries());
            }
        });
    }

    @Override
    public boolean begin(Attempt attempt) {
        return inTransaction(() -> lanes.renew(attempt.channel(), attempt.fence()) && rows.markSending(attempt));
    }

    @Override
    public Optional<Life> beginLife(Attempt attempt, String groupKey, boolean isOwn) {
        return inTransaction(() -> lanes.renew(attempt.channel(), attempt.fence()) && rows.markSending(attempt)
                ? Optional.of(living.begin(attempt, groupKey, isOwn))
                : Optional.empty());
    }

    @Override
    public void recordLife(Attempt attempt, Life life, LivingOutcome outcome, Duration pause) {
        transaction.executeWithoutResult(status -> {
            if (settle(attempt, outcome.outcome(), pause)) {
                living.settle(life, outcome.reference(), look(life, outcome.outcome()));
            }
        });
    }

    /** What was not delivered shows nothing yet. */
    private static String look(Life life, DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.Delivered ? life.look() : "";
    }

    @Override
    public List<String> lives(String channel) {
        return living.openIds(channel);
    }

    @Override
    public Optional<Shown> life(String channel, long fence, String life) {
        return inTransaction(() -> lanes.renew(channel, fence) ? living.shown(life) : Optional.empty());
    }

    @Override
    public void shown(String channel, long fence, Life life, @Nullable String reference) {
        transaction.executeWithoutResult(status -> {
            if (lanes.renew(channel, fence)) {
                living.settle(life, reference, life.look());
            }
        });
    }

    @Override
    public void withhold(String channel, long fence, List<DeliveryGate.Withheld> intents) {
        transaction.executeWithoutResult(status -> {
            if (lanes.renew(channel, fence)) {
                suppressed.withhold(intents);
            }
        });
    }

    @Override
    public int review(Suppressions suppressions, Predicate<String> inForce) {
        int released = 0;
        Optional<Long> next = Optional.of(0L);
        while (next.isPresent()) {
            long after = next.get();
            SuppressedRows.Part part = inTransaction(() -> suppressed.review(suppressions, inForce, after));
            released += part.released();
            next = part.next();
        }
        return released;
    }

    @Override
    public void record(Attempt attempt, DeliveryOutcome outcome, Duration pause) {
        transaction.executeWithoutResult(status -> {
            if (settle(attempt, outcome, pause)) {
                rows.giveUpRepeated(attempt.channel());
            }
        });
    }

    /** False if another engine has the channel, and treats these intents as unanswered. */
    private boolean settle(Attempt attempt, DeliveryOutcome outcome, Duration pause) {
        if (!lanes.renew(attempt.channel(), attempt.fence())) {
            return false;
        }
        switch (outcome) {
            case DeliveryOutcome.Delivered(String answer) -> {
                rows.markSent(attempt, answer);
                lanes.worked(attempt.channel(), pause);
            }
            case DeliveryOutcome.TryLater(var after, String reason) -> {
                rows.markWaiting(attempt, reason);
                failed(attempt.channel(), reason, pause);
            }
            case DeliveryOutcome.Unknown(String reason) -> {
                rows.markUnanswered(attempt, reason);
                failed(attempt.channel(), reason, pause);
            }
            case DeliveryOutcome.Refused(String reason) -> {
                rows.markDead(attempt, reason);
                failed(attempt.channel(), reason, pause);
            }
        }
        return true;
    }

    @Override
    public void unreachable(Attempt attempt, String reason, Duration pause) {
        transaction.executeWithoutResult(status -> {
            if (lanes.renew(attempt.channel(), attempt.fence())) {
                rows.countTry(attempt, reason);
                failed(attempt.channel(), reason, pause);
            }
        });
    }

    private void failed(String channel, String reason, Duration pause) {
        lanes.failed(channel, StoredNotices.text(reason), pause);
        rows.giveUpOld(channel, StoredNotices.text(reason));
    }

    @Override
    public void leave(String channel) {
        lanes.leave(channel);
    }

    @Override
    public List<ChannelState> states() {
        return lanes.states();
    }

    @Override
    public void tidy(Collection<String> configured) {
        transaction.executeWithoutResult(status -> {
            rows.giveUpOrphans(new ArrayList<>(configured));
            rows.dropDone(KEEP_DONE);
            living.closeForgotten();
            living.drop();
            lanes.dropUnused(configured);
        });
    }

    private <T> T inTransaction(Supplier<T> work) {
        T result = transaction.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("a transaction without a result");
        }
        return result;
    }
}

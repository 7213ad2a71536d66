package dev.tocsin.alert.store;

import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import dev.tocsin.alert.notify.OutboxEntry;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Occasion;
import dev.tocsin.alert.route.Timing;
import dev.tocsin.alert.store.StoredNotices.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The intents' rows; runs in the caller's transaction, which holds the channel. What ends is written to the history. */
final class OutboxRows {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRows.class);
    private static final int MOST_ENTRIES = 1_000;
    /** So many new groups at once are told one by one, more in one message. */
    private static final int STORM = 10;

    private static final String STORM_KEY = "(many groups at once)";

    /** With more tries a message steps behind those with fewer, so that one odd message does not stop a channel. */
    private static final int PATIENCE = 3;

    /**
     * When the group may be posted about again. What is worse than anything that was posted within the interval does not
     * wait, nor does the end of a rule's last alert.
     */
    private static final String AFTER_THE_LAST_POST = """
            (select max(coalesce(posted.finished_at, posted.started_at))
               + :groupInterval * interval '1 millisecond' from outbox posted
             where :groupInterval > 0 and posted.channel = :channel and posted.group_key = :groupKey
               and posted.state in ('sending', 'sent')
               and posted.started_at > clock_timestamp() - :groupInterval * interval '1 millisecond'
               and (:severity::text is distinct from 'CRITICAL' or posted.severity = 'CRITICAL')
               and (:kind not in ('RESOLVED', 'UNWATCHED') or exists (select 1 from open_alert other where other.rule = :rule)))""";

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration KEEP_OPEN_EPISODES = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final NotificationRecords records;
    private final Duration giveUp;

    OutboxRows(JdbcClient jdbc, NotificationRecords records, Duration giveUp) {
        this.jdbc = jdbc;
        this.records = records;
        this.giveUp = giveUp;
    }

    /** False if it is there already. */
    boolean insert(NotificationIntent intent) {
        AlertNotice notice = intent.notice();
        String episode = episodeOf(notice.episodeId());
        return jdbc.sql("""
                        insert into outbox (id, channel, group_key, episode, kind, rule, not_before, held, notice,
                          severity, occasion, remark, group_interval_ms, repeat_interval_ms)
                        values (:id, :channel, :groupKey, :episode, :kind, :rule,
                          greatest(:notBefore, %s), :held, :notice::json,
                          :severity, :occasion, :remark, :groupInterval, :repeatInterval)
                        on conflict (id) do nothing""".formatted(AFTER_THE_LAST_POST))
                        .param("id", intent.id())
                        .param("channel", intent.channel())
                        .param("groupKey", groupKeyOf(intent, episode))
                        .param("episode", episode)
                        .param("kind", notice.kind().name())
                        .param("rule", notice.rule())
                        .param("notBefore", intent.notBefore().atOffset(ZoneOffset.UTC))
                        .param("held", intent.held())
                        .param("notice", StoredNotices.write(notice))
                        .param(
                                "severity",
                                notice.severity() == null
                                        ? null
                                        : notice.severity().name())
                        .param("occasion", intent.occasion().cause().name())
                        .param("remark", StoredNotices.text(intent.occasion().remark()))
                        .param("groupInterval", intent.timing().groupInterval().toMillis())
                        .param(
                                "repeatInterval",
                                intent.timing().repeatInterval().toMillis())
                        .update()
                == 1;
    }

    /** What is told of one episode stays in order: a route that was edited, or chosen by severity, changes no group of it. */
    private String groupKeyOf(NotificationIntent intent, String episode) {
        return jdbc.sql("""
                        select group_key from outbox where channel = ? and episode = ?
                        order by position desc limit 1""")
                .params(intent.channel(), episode)
                .query(String.class)
                .optional()
                .orElseGet(() -> StoredNotices.text(intent.groupKey()));
    }

    List<String> channelsThatHeardOf(String episodeId) {
        return jdbc.sql("select distinct channel from outbox where episode = ? order by channel")
                .param(episodeOf(episodeId))
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** Names the episode within what an index takes: group values may be long. */
    static String episodeOf(String episodeId) {
        return TextDigest.of(episodeId);
    }

    /** Whoever sent these did not come back: perhaps they arrived. */
    void recoverInFlight(String channel) {
        jdbc.sql("""
                        update outbox set state = 'waiting', unanswered = unanswered + 1,
                          reason = 'the engine stopped while it was sent'
                        where channel = ? and state = 'sending'""").param(channel).update();
    }

    /**
     * What a channel is to tell next.
     *
     * @param unreadable ids to what is wrong with them
     * @param isStorm whether the entries are of so many groups that these are told together
     */
    record NextDue(List<OutboxEntry> entries, Map<String, String> unreadable, boolean isStorm) {
        /** Of the message that tells them. */
        String groupKey() {
            return isStorm ? STORM_KEY : entries.getFirst().intent().groupKey();
        }
    }

    /**
     * The oldest group key that is due, all that waits under it, and the rest of the episodes it speaks of. What belongs to a
     * message that lives already is told by that message. When more than {@link #STORM} groups wait that nobody has heard of,
     * they are told together: one message that is kept up to date instead of hundreds.
     *
     * @param findsAgain whether the channel looks for what it may have told: then whatever was tried may be a repeat, for a
     *     part of it may have arrived
     */
    NextDue nextDue(String channel, boolean findsAgain) {
        List<OutboxEntry> entries = new ArrayList<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        AtomicBoolean storm = new AtomicBoolean();
        RowCallbackHandler take = row -> {
            switch (StoredNotices.read(row.getString("notice"))) {
                case Stored.Readable(AlertNotice notice) -> {
                    storm.set(row.getBoolean("storm"));
                    Optional<Occasion.Cause> cause = Occasion.Cause.named(row.getString("occasion"));
                    if (cause.isPresent()) {
                        entries.add(entry(channel, row, notice, cause.get()));
                    } else {
                        unreadable.put(row.getString("id"), "why it is told is a word of another version");
                    }
                }
                case Stored.Unreadable(String reason, var _) -> unreadable.put(row.getString("id"), reason);
            }
        };
        jdbc.sql("""
                        with keyed as (
                          select o.id, o.attempts, o.position, o.not_before, o.held, o.group_key,
                            case when :findsAgain then coalesce(
                              (select m.life from outbox told join living_message m using (life)
                                where told.channel = o.channel and told.episode = o.episode and m.closed_at is null limit 1),
                              (select m.life from living_message m where m.channel = o.channel
                                and m.group_key = o.group_key and m.closed_at is null)) end as life
                          from outbox o where o.channel = :channel and o.state = 'waiting'),
                        due as (
                          select life, case when life is null then group_key end as fresh, max(attempts) as tries,
                            min(position) as first
                          from keyed where not held
                          group by life, case when life is null then group_key end
                          having min(not_before) <= clock_timestamp()),
                        stormy as (
                          select *, fresh is not null and tries < :patience
                              and count(*) filter (where fresh is not null and tries < :patience) over () > :storm as storm,
                            greatest(tries, :patience) as turn from due),
                        ordered as (
                          select *, row_number() over (order by turn, first) as place,
                            first_value(storm) over (order by turn, first) as is_storm from stormy),
                        chosen as (select * from ordered where place = 1 or (storm and is_storm))
                        select o.id, o.group_key, o.not_before, o.held, o.notice,
                          o.unanswered > 0 or (:findsAgain and o.attempts > 0) as repeat, o.unanswered > 0 as perhaps,
                          o.occasion, o.remark, o.group_interval_ms, o.repeat_interval_ms, o.suppressed_reason, o.message,
                          chosen.storm and chosen.is_storm as storm,
                          extract(epoch from clock_timestamp() - o.not_before) * 1000 as waited,
                          breach.id as breach_id, breach.notice as breach,
                          exists (select 1 from outbox told where told.channel = o.channel and told.episode = o.episode
                            and told.position < o.position and told.state = 'sent') as told,
                          exists (select 1 from outbox hushed where hushed.channel = o.channel
                            and hushed.episode = o.episode and hushed.position < o.position
                            and hushed.state in ('suppressed', 'unsaid'))
                          and not exists (select 1 from outbox meant where meant.channel = o.channel
                            and meant.episode = o.episode and meant.position < o.position
                            and meant.state not in ('suppressed', 'unsaid')) as withheld
                        from outbox o
                        join keyed using (id)
                        join chosen on chosen.life = keyed.life or (keyed.life is null and chosen.fresh = keyed.group_key)
                        left join lateral (
                          select b.id, b.notice from outbox b
                          where o.kind in ('RESOLVED', 'UNWATCHED') and b.channel = o.channel and b.episode = o.episode
                            and b.position < o.position and b.kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
                          order by b.position desc limit 1) breach on true
                        where o.channel = :channel and o.state = 'waiting'
                          and (not o.held or exists (select 1 from outbox free where free.channel = o.channel
                            and free.episode = o.episode and free.state = 'waiting' and not free.held))
                        order by o.position limit :most""")
                .param("channel", channel)
                .param("findsAgain", findsAgain)
                .param("patience", PATIENCE)
                .param("storm", STORM)
                .param("most", MOST_ENTRIES)
                .query(take);
        noMoreWaiting(channel, entries);
        return new NextDue(entries, unreadable, storm.get());
    }

    /** What is told in several messages is told at one time. */
    private void noMoreWaiting(String channel, List<OutboxEntry> entries) {
        jdbc.sql("""
                        update outbox set not_before = clock_timestamp()
                        where channel = :channel and group_key = any (:keys) and state = 'waiting' and not held
                          and not_before > clock_timestamp()""")
                .param("channel", channel)
                .param(
                        "keys",
                        entries.stream()
                                .map(entry -> entry.intent().groupKey())
                                .distinct()
                                .toArray(String[]::new))
                .update();
    }

    private OutboxEntry entry(String channel, ResultSet row, AlertNotice notice, Occasion.Cause cause)
            throws SQLException {
        NotificationIntent intent = new NotificationIntent(
                row.getString("id"),
                channel,
                row.getString("group_key"),
                row.getObject("not_before", OffsetDateTime.class).toInstant(),
                row.getBoolean("held"),
                notice,
                new Occasion(cause, row.getString("remark")),
                new Timing(
                        Duration.ofMillis(row.getLong("group_interval_ms")),
                        Duration.ofMillis(row.getLong("repeat_interval_ms"))));
        return new OutboxEntry(
                intent,
                Duration.ofMillis(row.getLong("waited")),
                row.getBoolean("repeat"),
                row.getBoolean("perhaps"),
                breach(row.getString("breach_id"), row.getString("breach")),
                row.getBoolean("told"),
                row.getBoolean("withheld"),
                row.getString("suppressed_reason"),
                row.getString("message"));
    }

    /** The end of an episode is told also if its beginning cannot be read any more; only the numbers are missing then. */
    private @Nullable AlertNotice breach(@Nullable String id, @Nullable String json) {
        if (id == null || json == null) {
            return null;
        }
        return switch (StoredNotices.read(json)) {
            case Stored.Readable(AlertNotice notice) -> notice;
            case Stored.Unreadable(String reason, var _) -> {
                // Once: the end may be tried many times. What waits itself is given up when it is due.
                int marked = jdbc.sql("""
                                update outbox set reason = :reason
                                where id = :id and state in ('sent', 'dead') and reason is null""")
                        .param("reason", StoredNotices.text(reason))
                        .param("id", id)
                        .update();
                if (marked > 0) {
                    LOG.atWarn()
                            .addKeyValue("intent", id)
                            .addKeyValue("reason", reason)
                            .log("the end of an episode is told without its beginning");
                }
                yield null;
            }
        };
    }

    void giveUpUnreadable(Map<String, String> reasons) {
        reasons.forEach((id, reason) -> jdbc.sql("""
                        update outbox set state = 'dead', finished_at = clock_timestamp(), reason = :reason
                        where id = :id and state = 'waiting'""")
                .param("reason", StoredNotices.text(reason))
                .param("id", id)
                .update());
        records.write(List.copyOf(reasons.keySet()));
    }

    /** How long until something may be due; never longer than it may take to notice what another engine added. */
    Duration untilDue(String channel) {
        Long millis = jdbc.sql("""
                        select ceil(extract(epoch from min(not_before) - clock_timestamp()) * 1000)::bigint from outbox
                        where channel = ? and state = 'waiting' and not held""").param(channel).query(Long.class).optional().orElse(null);
        if (millis == null || millis > POLL.toMillis()) {
            return POLL;
        }
        return Duration.ofMillis(Math.max(1, millis));
    }

    boolean markSending(Attempt attempt) {
        int marked = jdbc.sql("""
                        update outbox set state = 'sending', attempts = attempts + 1, started_at = clock_timestamp(),
                          message = :message
                        where id = any (:ids) and state = 'waiting'""")
                .param("ids", ids(attempt))
                .param("message", attempt.message())
                .update();
        if (marked != attempt.intentIds().size()) {
            throw new IllegalStateException("intents changed under the channel's fence: " + attempt);
        }
        return true;
    }

    void markSent(Attempt attempt, String answer) {
        jdbc.sql("""
                        update outbox set state = 'sent', finished_at = clock_timestamp(), answer = :answer, reason = null
                        where id = any (:ids) and state = 'sending'""")
                .param("ids", ids(attempt))
                .param("answer", StoredNotices.text(answer))
                .update();
        records.write(attempt.intentIds());
    }

    void markWaiting(Attempt attempt, String reason) {
        jdbc.sql("update outbox set state = 'waiting', reason = :reason where id = any (:ids) and state = 'sending'")
                .param("ids", ids(attempt))
                .param("reason", StoredNotices.text(reason))
                .update();
    }

    /** Not even sent: such a message has to step behind the others as well. */
    void countTry(Attempt attempt, String reason) {
        jdbc.sql("""
                        update outbox set attempts = attempts + 1, reason = :reason
                        where id = any (:ids) and state = 'waiting'""")
                .param("ids", ids(attempt))
                .param("reason", StoredNotices.text(reason))
                .update();
    }

    void markUnanswered(Attempt attempt, String reason) {
        jdbc.sql("""
                        update outbox set state = 'waiting', unanswered = unanswered + 1, reason = :reason
                        where id = any (:ids) and state = 'sending'""")
                .param("ids", ids(attempt))
                .param("reason", StoredNotices.text(reason))
                .update();
    }

    /** Of one group it is given up. Of several, each is tried by itself: what is wrong may be wrong with one of them only. */
    void markDead(Attempt attempt, String reason) {
        int groups = jdbc.sql("select count(distinct group_key) from outbox where id = any (:ids)")
                .param("ids", ids(attempt))
                .query(Integer.class)
                .single();
        if (groups > 1) {
            jdbc.sql("""
                            update outbox o set state = 'waiting', attempts = greatest(attempts, :patience), reason = :reason,
                              life = case when exists (select 1 from living_message m
                                where m.life = o.life and m.reference is not null) then life end
                            where id = any (:ids) and state = 'sending'""")
                    .param("ids", ids(attempt))
                    .param("patience", PATIENCE)
                    .param("reason", StoredNotices.text(reason))
                    .update();
            return;
        }
        jdbc.sql("""
                        update outbox set state = 'dead', finished_at = clock_timestamp(), reason = :reason
                        where id = any (:ids) and state = 'sending'""")
                .param("ids", ids(attempt))
                .param("reason", StoredNotices.text(reason))
                .update();
        records.write(attempt.intentIds());
    }

    /** The one repeat had no answer either. */
    void giveUpRepeated(String channel) {
        records.write(jdbc.sql("""
                        update outbox set state = 'dead', finished_at = clock_timestamp(),
                          reason = 'perhaps delivered: two tries had no answer, the last one: ' || coalesce(reason, '')
                        where channel = ? and state = 'waiting' and unanswered > 1 returning id""")
                .param(channel)
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** What was tried for a day, or waits behind a channel that has failed for a day. */
    void giveUpOld(String channel, String reason) {
        records.write(jdbc.sql("""
                        update outbox set state = 'dead', finished_at = clock_timestamp(),
                          reason = 'not delivered within ' || :hours || ' h, the last try: ' || :reason
                        where channel = :channel and state = 'waiting' and not held
                          and added_at < clock_timestamp() - :hours * interval '1 hour'
                          and (attempts > 0 or exists (select 1 from delivery_lane lane where lane.channel = :channel
                            and lane.failing_since < clock_timestamp() - :hours * interval '1 hour'))
                        returning id""")
                .param("hours", giveUp.toHours())
                .param("reason", reason)
                .param("channel", channel)
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** What waits for a channel that nobody delivers to. */
    void giveUpOrphans(List<String> configured) {
        records.write(jdbc.sql("""
                        update outbox set state = 'dead', finished_at = clock_timestamp(),
                          reason = 'there is no channel ' || channel || ' any more'
                        where state = 'waiting' and channel <> all (:configured)
                          and added_at < clock_timestamp() - :hours * interval '1 hour' returning id""")
                .param("configured", configured.toArray(String[]::new))
                .param("hours", giveUp.toHours())
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** An episode that is open keeps its rows: its end has to find who heard of it. */
    void dropDone(Duration keep) {
        jdbc.sql("""
                        delete from outbox o where state in ('sent', 'dead', 'unsaid')
                          and finished_at < clock_timestamp() - :keep * interval '1 hour'
                          and (kind = 'EVENT'
                            or finished_at < clock_timestamp() - :keepOpen * interval '1 hour'
                            or exists (select 1 from outbox over where over.channel = o.channel
                              and over.episode = o.episode and over.kind in ('RESOLVED', 'UNWATCHED')
                              and over.state in ('sent', 'dead', 'unsaid')))""")
                .param("keep", keep.toHours())
                .param("keepOpen", KEEP_OPEN_EPISODES.toHours())
                .update();
    }

    private static String[] ids(Attempt attempt) {
        return attempt.intentIds().toArray(String[]::new);
    }
}

package dev.tocsin.alert.store;

import dev.tocsin.alert.notify.DeliveryGate;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppressions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Intents that are not told, for now or for good; runs in the caller's transaction. */
final class SuppressedRows {
    private static final int MOST = 1_000;

    private final JdbcClient jdbc;
    private final NotificationRecords records;

    SuppressedRows(JdbcClient jdbc, NotificationRecords records) {
        this.jdbc = jdbc;
        this.records = records;
    }

    void withhold(List<DeliveryGate.Withheld> intents) {
        intents.forEach(one ->
                mark(one.intentId(), one.why().orElse(null), one.forGood().orElse(null)));
        records.write(intents.stream().map(DeliveryGate.Withheld::intentId).toList());
    }

    /**
     * @param why null if nothing suppresses it
     * @param forGood why it is never told; null if it is looked at again
     */
    private void mark(String id, @Nullable Suppression why, @Nullable String forGood) {
        jdbc.sql("""
                        update outbox set state = :state,
                          suppressed_at = case when :cause::text is null then suppressed_at
                            else coalesce(suppressed_at, clock_timestamp()) end,
                          suppressed_cause = coalesce(:cause, suppressed_cause),
                          suppressed_by = coalesce(:by, suppressed_by),
                          suppressed_reason = coalesce(:why, suppressed_reason),
                          finished_at = case when :forGood then clock_timestamp() end,
                          reason = case when :forGood then :reason end
                        where id = :id and state in ('waiting', 'suppressed')""")
                .param("id", id)
                .param("state", forGood == null ? "suppressed" : "unsaid")
                .param("cause", why == null ? null : why.cause().name())
                .param("by", why == null ? null : StoredNotices.text(why.by()))
                .param("why", why == null ? null : StoredNotices.text(why.reason()))
                .param("forGood", forGood != null)
                .param("reason", forGood == null ? null : StoredNotices.text(forGood))
                .update();
    }

    /**
     * An episode of which something is suppressed.
     *
     * @param newest suppressed row of it
     * @param isTold whether the channel was told of it later than all that is suppressed
     * @param notice null if it cannot be read
     */
    private record Episode(
            String channel,
            String episode,
            long newest,
            boolean isOpen,
            boolean isTold,
            String cause,
            String by,
            @Nullable AlertNotice notice) {
        boolean isSuppressedBy(Suppression why) {
            return why.cause().name().equals(cause)
                    && StoredNotices.text(why.by()).equals(by);
        }
    }

    /**
     * Looks again at a part of what is suppressed: what nothing suppresses any more waits again if its alert still fires, and
     * is left unsaid if it does not, or if people know more by now.
     *
     * @param inForce rules that are watched: what the others left waits until that is over as well
     * @param after where the part before ended; 0 for the first
     */
    Part review(Suppressions suppressions, Predicate<String> inForce, long after) {
        List<Episode> episodes = suppressed(after);
        int released = 0;
        for (Episode one : episodes) {
            AlertNotice notice = one.notice();
            if (notice == null) {
                // Who delivers gives up what it cannot read, and says so.
                release(one);
            } else if (!one.isOpen()) {
                leaveUnsaid(one, "it was over before it could be told: ");
            } else if (!inForce.test(notice.rule())) {
                // Perhaps its file is away for a moment: who ends what it watched says when that is over.
                continue;
            } else if (one.isTold()) {
                leaveUnsaid(one, "people were told more since: ");
            } else {
                Optional<Suppression> why = suppressions.on(notice, one.channel());
                if (why.isEmpty()) {
                    released += release(one);
                } else if (!one.isSuppressedBy(why.get())) {
                    withhold(one, why.get());
                }
            }
        }
        return new Part(
                released,
                episodes.size() < MOST
                        ? Optional.empty()
                        : Optional.of(episodes.getLast().newest()));
    }

    /**
     * What came of a part.
     *
     * @param released how many intents wait again
     * @param next where the next part begins; empty if there is none
     */
    record Part(int released, Optional<Long> next) {}

    private List<Episode> suppressed(long after) {
        return jdbc.sql("""
                        with hushed as (
                          select channel, episode, max(position) as newest from outbox
                          where state = 'suppressed' group by channel, episode
                          having max(position) > :after order by max(position) limit :most)
                        select h.channel, h.episode, h.newest, o.notice, o.suppressed_cause, o.suppressed_by,
                          open.episode is not null as open,
                          exists (select 1 from outbox t where t.channel = h.channel and t.episode = h.episode
                            and t.position > h.newest and t.state = 'sent') as told
                        from hushed h join outbox o on o.position = h.newest
                        left join open_alert open on open.rule = o.rule and open.episode = h.episode
                        order by h.newest""")
                .param("after", after)
                .param("most", MOST)
                .query((row, number) -> new Episode(
                        row.getString("channel"),
                        row.getString("episode"),
                        row.getLong("newest"),
                        row.getBoolean("open"),
                        row.getBoolean("told"),
                        row.getString("suppressed_cause"),
                        row.getString("suppressed_by"),
                        StoredNotices.readOrNull(row.getString("notice"))))
                .list();
    }

    private List<String> idsOf(Episode one) {
        return jdbc.sql("select id from outbox where channel = ? and episode = ? and state = 'suppressed' for update")
                .params(one.channel(), one.episode())
                .query((row, number) -> row.getString("id"))
                .list();
    }

    private void withhold(Episode one, Suppression why) {
        withhold(idsOf(one).stream()
                .map(id -> new DeliveryGate.Withheld(id, Optional.of(why), Optional.empty()))
                .toList());
    }

    private int release(Episode one) {
        return jdbc.sql("""
                        update outbox set state = 'waiting', not_before = clock_timestamp()
                        where channel = ? and episode = ? and state = 'suppressed'""").params(one.channel(), one.episode()).update();
    }

    private void leaveUnsaid(Episode one, String reason) {
        List<String> ids = idsOf(one);
        jdbc.sql("""
                        update outbox set state = 'unsaid', finished_at = clock_timestamp(),
                          reason = :reason || suppressed_reason
                        where id = any (:ids)""")
                .param("reason", reason)
                .param("ids", ids.toArray(String[]::new))
                .update();
        records.write(ids);
    }
}

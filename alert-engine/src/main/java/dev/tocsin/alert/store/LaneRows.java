package dev.tocsin.alert.store;

import dev.tocsin.alert.notify.ChannelState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who delivers to a channel, and how the channel is doing; the database's clock counts. */
final class LaneRows {
    /** Longer than a message takes, so that it is not lost in the middle of one. */
    static final Duration LEASE = Duration.ofSeconds(20);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final String owner;
    private final Duration lease;

    sealed interface Taken {
        record Elsewhere(Duration pause) implements Taken {}

        /** @param pause until the channel may be tried again */
        record Ours(long fence, int failures, Duration pause) implements Taken {}
    }

    LaneRows(JdbcClient jdbc, String owner, Duration lease) {
        this.jdbc = jdbc;
        this.owner = owner;
        this.lease = lease;
    }

    Taken take(String channel) {
        jdbc.sql("insert into delivery_lane (channel) values (?) on conflict do nothing")
                .param(channel)
                .update();
        Optional<Taken> taken = jdbc.sql("""
                        update delivery_lane set
                          fence = case when owner = :owner then fence else fence + 1 end,
                          owner = :owner,
                          expires_at = clock_timestamp() + :lease * interval '1 millisecond'
                        where channel = :channel and (owner = :owner or owner is null or expires_at < clock_timestamp())
                        returning fence, failures,
                          greatest(0, ceil(extract(epoch from
                            greatest(next_at, clock_timestamp()) - clock_timestamp()) * 1000)) as pause""")
                .param("owner", owner)
                .param("lease", lease.toMillis())
                .param("channel", channel)
                .query((row, number) -> (Taken) new Taken.Ours(
                        row.getLong("fence"), row.getInt("failures"), Duration.ofMillis(row.getLong("pause"))))
                .optional();
        return taken.orElseGet(() -> new Taken.Elsewhere(LOOK_AGAIN));
    }

    /** False if another engine took it. The row stays locked until the transaction ends. */
    boolean renew(String channel, long fence) {
        return jdbc.sql("""
                                update delivery_lane
                                set expires_at = clock_timestamp() + :lease * interval '1 millisecond'
                                where channel = :channel and owner = :owner and fence = :fence""")
                        .param("lease", lease.toMillis())
                        .param("channel", channel)
                        .param("owner", owner)
                        .param("fence", fence)
                        .update()
                == 1;
    }

    void worked(String channel, Duration pause) {
        jdbc.sql("""
                        update delivery_lane set failures = 0, failing_since = null, last_sent_at = clock_timestamp(),
                          next_at = clock_timestamp() + :pause * interval '1 millisecond'
                        where channel = :channel""").param("pause", pause.toMillis()).param("channel", channel).update();
    }

    void failed(String channel, String reason, Duration pause) {
        jdbc.sql("""
                        update delivery_lane set failures = failures + 1, last_failure = :reason,
                          failing_since = coalesce(failing_since, clock_timestamp()),
                          next_at = clock_timestamp() + :pause * interval '1 millisecond'
                        where channel = :channel""")
                .param("reason", reason)
                .param("pause", pause.toMillis())
                .param("channel", channel)
                .update();
    }

    void leave(String channel) {
        jdbc.sql("update delivery_lane set owner = null, expires_at = '-infinity' where channel = ? and owner = ?")
                .params(channel, owner)
                .update();
    }

    void dropUnused(Collection<String> configured) {
        jdbc.sql("""
                        delete from delivery_lane lane where channel <> all (:configured)
                          and not exists (select 1 from outbox where outbox.channel = lane.channel)""").param("configured", configured.toArray(String[]::new)).update();
    }

    List<ChannelState> states() {
        return jdbc.sql("""
                        select channel, coalesce(failures, 0) as failures, failing_since, last_failure, last_sent_at,
                          case when failures > 0 and next_at > clock_timestamp() then next_at end as next_try,
                          coalesce(waiting, 0) as waiting, coalesce(held, 0) as held, coalesce(dead, 0) as dead,
                          coalesce(suppressed, 0) as suppressed,
                          coalesce(oldest, 0) as oldest
                        from delivery_lane
                        full join (
                          select channel,
                            count(*) filter (where state in ('waiting', 'sending')) as waiting,
                            count(*) filter (where state = 'waiting' and held) as held,
                            count(*) filter (where state = 'dead') as dead,
                            count(*) filter (where state = 'suppressed') as suppressed,
                            extract(epoch from clock_timestamp()
                              - min(added_at) filter (where state in ('waiting', 'sending') and not held)) as oldest
                          from outbox group by channel) counts using (channel)
                        order by channel""")
                .query((row, number) -> new ChannelState(
                        row.getString("channel"),
                        row.getLong("waiting"),
                        row.getLong("held"),
                        row.getLong("oldest"),
                        row.getLong("suppressed"),
                        row.getLong("dead"),
                        row.getInt("failures"),
                        instant(row, "failing_since"),
                        row.getString("last_failure"),
                        instant(row, "last_sent_at"),
                        instant(row, "next_try")))
                .list();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

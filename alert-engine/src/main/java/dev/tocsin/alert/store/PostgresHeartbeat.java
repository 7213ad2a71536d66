package dev.tocsin.alert.store;

import dev.tocsin.alert.heartbeat.Beat;
import dev.tocsin.alert.heartbeat.BeatLedger;
import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.heartbeat.Stage;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The heartbeat in PostgreSQL: one row. */
public final class PostgresHeartbeat implements BeatLedger {
    private static final int KEY_BYTES = 32;
    private static final Map<Stage, String> COLUMNS = new EnumMap<>(Map.of(
            Stage.SENT, "acknowledged_at",
            Stage.SEARCHABLE, "searchable_at",
            Stage.JUDGED, "judged_at",
            Stage.TOLD, "told_at"));

    private final JdbcClient jdbc;
    private final String owner;

    /** @param owner unique per running engine */
    public PostgresHeartbeat(JdbcClient jdbc, String owner) {
        this.jdbc = jdbc;
        this.owner = owner;
    }

    @Override
    public byte[] key() {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        jdbc.sql("insert into heartbeat (key) values (?) on conflict do nothing")
                .param(fresh)
                .update();
        return jdbc.sql("select key from heartbeat").query(byte[].class).single();
    }

    @Override
    public boolean lead(Duration lease) {
        return jdbc.sql("""
                                update heartbeat set owner = :owner,
                                  expires_at = clock_timestamp() + :lease * interval '1 millisecond'
                                where owner = :owner or owner is null or expires_at < clock_timestamp()""")
                        .param("owner", owner)
                        .param("lease", lease.toMillis())
                        .update()
                == 1;
    }

    @Override
    public void leave() {
        jdbc.sql("update heartbeat set owner = null, expires_at = '-infinity' where owner = ?")
                .param(owner)
                .update();
    }

    @Override
    public Progress progress() {
        return jdbc.sql("select *, clock_timestamp() as now from heartbeat")
                .query((row, _) -> progress(row))
                .single();
    }

    private static Progress progress(ResultSet row) throws SQLException {
        Instant sentAt = Timestamps.inOrNull(row, "sent_at");
        Map<Stage, Instant> reached = new EnumMap<>(Stage.class);
        for (Map.Entry<Stage, String> column : COLUMNS.entrySet()) {
            Instant at = Timestamps.inOrNull(row, column.getValue());
            if (at != null) {
                reached.put(column.getKey(), at);
            }
        }
        return new Progress(
                Timestamps.in(row, "now"),
                sentAt == null ? null : new Beat(row.getLong("number"), sentAt),
                reached,
                proof(row),
                stall(row));
    }

    private static @Nullable Proof proof(ResultSet row) throws SQLException {
        Instant sentAt = Timestamps.inOrNull(row, "proven_sent_at");
        return sentAt == null ? null : new Proof(sentAt, Timestamps.in(row, "proven_at"));
    }

    private static @Nullable Stall stall(ResultSet row) throws SQLException {
        String stage = row.getString("stalled_stage");
        return stage == null
                ? null
                : new Stall(Stage.valueOf(stage), Timestamps.in(row, "stalled_since"), row.getString("stalled_reason"));
    }

    @Override
    public boolean begin(Beat beat) {
        return jdbc.sql("""
                                update heartbeat set number = :number, sent_at = :sentAt, acknowledged_at = null,
                                  searchable_at = null, judged_at = null, told_at = null
                                where owner = :owner and coalesce(number, 0) < :number""")
                        .param("number", beat.number())
                        .param("sentAt", Timestamps.of(beat.sentAt()))
                        .param("owner", owner)
                        .update()
                == 1;
    }

    @Override
    public void reached(Beat beat, Stage stage) {
        String column = COLUMNS.get(stage);
        jdbc.sql("update heartbeat set " + column + " = coalesce(" + column + ", clock_timestamp()) where number = ?")
                .param(beat.number())
                .update();
    }

    @Override
    public void stalled(Beat beat, Stage stage, String reason) {
        jdbc.sql("""
                        update heartbeat set stalled_stage = :stage, stalled_reason = :reason,
                          stalled_since = coalesce(stalled_since, :since)
                        where number = :number and told_at is null""")
                .param("stage", stage.name())
                .param("reason", StoredNotices.text(reason))
                .param("since", Timestamps.of(beat.sentAt()))
                .param("number", beat.number())
                .update();
    }

    @Override
    public Judgement judgementOf(String sealed, Instant windowEnd) {
        boolean isSeen = jdbc.sql("""
                        select exists (select 1 from outbox where channel = ? and strpos(notice::text, ?) > 0)""")
                .params(HeartbeatRule.CHANNEL, sealed)
                .query(Boolean.class)
                .single();
        return isSeen ? new Judgement.Seen() : new Judgement.Unseen(ruleTrouble(windowEnd));
    }

    private String ruleTrouble(Instant windowEnd) {
        return jdbc.sql("select last_end, failing_reason from rule_cursor where rule = ?")
                .param(HeartbeatRule.NAME)
                .query((row, _) -> {
                    @Nullable String failing = row.getString("failing_reason");
                    if (failing != null) {
                        return "its rule cannot be evaluated: " + failing;
                    }
                    return Timestamps.in(row, "last_end").isBefore(windowEnd)
                            ? "its window was not evaluated"
                            : "its window was evaluated before it could be found";
                })
                .optional()
                .orElse("no engine evaluates its rule");
    }

    @Override
    public String outboxTrouble(String sealed) {
        String lane = jdbc.sql(
                        "select coalesce(last_failure, '') from delivery_lane where channel = ? and failures > 0")
                .param(HeartbeatRule.CHANNEL)
                .query(String.class)
                .optional()
                .orElse("");
        return jdbc.sql("select state || coalesce(': ' || reason, '') from outbox"
                        + " where channel = ? and strpos(notice::text, ?) > 0 limit 1")
                .params(HeartbeatRule.CHANNEL, sealed)
                .query(String.class)
                .optional()
                .map(state -> lane.isEmpty() ? "it is " + state : "it is " + state + " (" + lane + ")")
                .orElse(lane);
    }

    @Override
    public boolean told(Beat beat) {
        jdbc.sql("""
                        update heartbeat set proven_number = :number, proven_sent_at = :sentAt, proven_at = clock_timestamp()
                        where proven_number < :number and :number <= coalesce(number, 0)""")
                .param("number", beat.number())
                .param("sentAt", Timestamps.of(beat.sentAt()))
                .update();
        return jdbc.sql("""
                                update heartbeat set told_at = clock_timestamp(), stalled_stage = null,
                                  stalled_since = null, stalled_reason = null
                                where number = ? and told_at is null""").param(beat.number()).update() == 1;
    }

    @Override
    public void tidy() {
        jdbc.sql("""
                        delete from outbox where channel = ? and state in ('sent', 'dead')
                          and finished_at < clock_timestamp() - interval '1 hour'""").param(HeartbeatRule.CHANNEL).update();
    }
}

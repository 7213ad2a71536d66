package dev.tocsin.alert.store;

import dev.tocsin.alert.api.AlertAcknowledgements;
import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who has which episode in hand. A row is of one episode, so that it ends with it; of those that are over it is kept for 90
 * days, for who asks who knew of something.
 */
public final class PostgresAcknowledgements implements AlertAcknowledgements {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final String[] FIRING = Stream.of(AlertStatus.values())
            .filter(AlertStatus::isFiring)
            .map(Enum::name)
            .toArray(String[]::new);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    /** @param clock of the database */
    public PostgresAcknowledgements(JdbcClient jdbc, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The severity is the one that is committed: what makes it worse then is not covered. */
    @Override
    public Optional<Acknowledgement> acknowledge(
            AlertViews.Alert alert, Optional<Duration> length, String by, String comment) {
        Optional<Acknowledgement> written = transaction.execute(_ -> {
            Instant now = clock.instant();
            forgetThoseOver(now);
            return jdbc.sql("""
                            insert into acknowledgement
                              (episode_id, episode, rule, group_values, severity, by_whom, comment, given_at, until)
                            select :id, episode_id, rule, group_values, severity, :by, :comment, :now, :until
                            from alert
                            where rule = :rule and episode_id = :episode and status = any (:firing)
                            on conflict (episode_id) do update set
                              severity = excluded.severity, by_whom = excluded.by_whom, comment = excluded.comment,
                              given_at = excluded.given_at, until = excluded.until, undone_at = null, undone_by = null
                            returning *""")
                    .param("by", StoredNotices.text(by))
                    .param("comment", StoredNotices.text(comment))
                    .param("now", Timestamps.of(now))
                    .param("until", Timestamps.orNull(length.map(now::plus).orElse(null)))
                    .param("rule", alert.rule())
                    .param("id", TextDigest.of(Objects.requireNonNullElse(alert.episode(), "")))
                    .param("episode", alert.episode())
                    .param("firing", FIRING)
                    .query((row, _) -> acknowledgement(row))
                    .optional();
        });
        return written == null ? Optional.empty() : written;
    }

    private void forgetThoseOver(Instant now) {
        jdbc.sql("""
                        delete from acknowledgement where given_at < :before
                          and not exists (select from alert where episode_id = acknowledgement.episode)""").param("before", Timestamps.of(now.minus(KEPT))).update();
    }

    @Override
    public boolean undo(String episode, String by) {
        return jdbc.sql("""
                                update acknowledgement set undone_at = :now, undone_by = :by
                                where episode_id = :episode and undone_at is null and (until is null or until > :now)""")
                        .param("now", Timestamps.of(clock.instant()))
                        .param("by", StoredNotices.text(by))
                        .param("episode", TextDigest.of(episode))
                        .update()
                == 1;
    }

    static Acknowledgement acknowledgement(ResultSet row) throws SQLException {
        String word = row.getString("severity");
        return new Acknowledgement(
                row.getString("episode"),
                word == null ? null : severity(word),
                row.getString("by_whom"),
                row.getString("comment"),
                Timestamps.in(row, "given_at"),
                Timestamps.inOrNull(row, "until"));
    }

    /** A word of a newer version is the mildest: too much is told then, and not too little. */
    private static Severity severity(String word) {
        return Stream.of(Severity.values())
                .filter(known -> known.name().equals(word))
                .findFirst()
                .orElse(Severity.WARNING);
    }
}

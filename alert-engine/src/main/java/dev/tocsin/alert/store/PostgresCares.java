package dev.tocsin.alert.store;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Wording;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who looks after which alert, or did, as the acknowledgements say. */
public final class PostgresCares implements Cares {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    /** @param clock of the database */
    public PostgresCares(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean isAny() {
        return jdbc.sql(
                        "select exists (select 1 from acknowledgement join alert on alert.episode_id = acknowledgement.episode)")
                .query(Boolean.class)
                .single();
    }

    @Override
    public Map<String, Care> of(Collection<String> episodeIds) {
        Map<String, Care> cares = new HashMap<>();
        if (!episodeIds.isEmpty()) {
            Instant now = clock.instant();
            jdbc.sql("select * from acknowledgement where episode_id = any (:episodes)")
                    .param("episodes", episodeIds.stream().map(TextDigest::of).toArray(String[]::new))
                    .query((row, _) -> Map.entry(row.getString("episode"), care(row, now)))
                    .list()
                    .forEach(entry -> cares.put(entry.getKey(), entry.getValue()));
        }
        return cares;
    }

    /** Who looked after which of them at that time, by the episode's id, as far as acknowledgements were not given anew since. */
    public Map<String, Acknowledgement> at(Collection<String> episodeIds, Instant then) {
        Map<String, Acknowledgement> given = new HashMap<>();
        if (!episodeIds.isEmpty()) {
            jdbc.sql("""
                            select * from acknowledgement where episode_id = any (:episodes) and given_at <= :then
                              and (until is null or until > :then) and (undone_at is null or undone_at > :then)""")
                    .param("episodes", episodeIds.stream().map(TextDigest::of).toArray(String[]::new))
                    .param("then", Timestamps.of(then))
                    .query((row, _) -> PostgresAcknowledgements.acknowledgement(row))
                    .list()
                    .forEach(one -> given.put(one.episode(), one));
        }
        return given;
    }

    private static Care care(ResultSet row, Instant now) throws SQLException {
        String by = row.getString("by_whom");
        Instant undone = Timestamps.inOrNull(row, "undone_at");
        if (undone != null) {
            return new Care.Ended(
                    undone, "The acknowledgement by " + by + " was taken back by " + row.getString("undone_by"));
        }
        Instant until = Timestamps.inOrNull(row, "until");
        if (until != null && !until.isAfter(now)) {
            return new Care.Ended(until, "The acknowledgement by " + by + " ended at " + Wording.time(until));
        }
        return new Care.LookedAfter(PostgresAcknowledgements.acknowledgement(row));
    }
}

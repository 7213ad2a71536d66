package dev.tocsin.alert.store;

import dev.tocsin.alert.api.Paged;
import dev.tocsin.alert.api.Place;
import dev.tocsin.alert.api.Silences;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Silences as rows. One whose matchers cannot be read, since a newer version wrote them, silences nothing here and is told
 * in the log once: rather a page too many. Thread-safe.
 */
public final class PostgresSilences implements Silences {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSilences.class);
    private static final int ID_DIGITS = 10;
    private static final Place PLACE = new Place("silences", 2);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    /** @param clock of the database */
    public PostgresSilences(JdbcClient jdbc, InstantSource clock, RandomGenerator random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Silence add(List<Matcher> matchers, Instant startsAt, Instant endsAt, String author, String comment) {
        Instant now = clock.instant();
        jdbc.sql("delete from silence where ends_at < :old")
                .param("old", Timestamps.of(now.minus(KEPT)))
                .update();
        return jdbc.sql("""
                        insert into silence (id, matchers, starts_at, ends_at, author, comment, created_at)
                        values (:id, :matchers::json, :starts, :ends, :author, :comment, :now)
                        returning *""")
                .param("id", HexFormat.of().toHexDigits(random.nextLong(), ID_DIGITS))
                .param("matchers", StoredMatchers.write(matchers))
                .param("starts", Timestamps.of(startsAt))
                .param("ends", Timestamps.of(endsAt))
                .param("author", StoredNotices.text(author))
                .param("comment", StoredNotices.text(comment))
                .param("now", Timestamps.of(now))
                .query((row, _) -> silence(row))
                .single()
                .orElseThrow(() -> new IllegalStateException("a silence that was written cannot be read"));
    }

    @Override
    public Optional<Silence> silence(String id) {
        return jdbc.sql("select * from silence where id = :id")
                .param("id", StoredNotices.text(id))
                .query((row, _) -> silence(row))
                .optional()
                .flatMap(silence -> silence);
    }

    @Override
    public Paged<Silence> silences(Set<Silence.Phase> phases, Optional<String> after, int most) {
        List<String> last = after.map(PLACE::opened).orElse(List.of(Instant.EPOCH.toString(), ""));
        String isOfPhase = phases.stream()
                .map(phase -> switch (phase) {
                    case PENDING -> "(ends_at > :now and starts_at > :now)";
                    case ACTIVE -> "(ends_at > :now and starts_at <= :now)";
                    case EXPIRED -> "ends_at <= :now";
                })
                .collect(Collectors.joining(" or "));
        if (isOfPhase.isEmpty()) {
            return new Paged<>(List.of(), null);
        }
        List<Row> found = jdbc.sql(
                        "select * from silence where (" + isOfPhase + ") and (not :later or created_at < :created"
                                + " or (created_at = :created and id > :id)) order by created_at desc, id limit :most")
                .param("now", Timestamps.of(clock.instant()))
                .param("later", after.isPresent())
                .param("created", Timestamps.of(Place.time(last.get(0))))
                .param("id", last.get(1))
                .param("most", most + 1)
                .query((row, _) -> new Row(
                        silence(row),
                        PLACE.sealed(Timestamps.in(row, "created_at").toString(), row.getString("id"))))
                .list();
        Paged<Row> page = Paged.of(found, most, Row::place);
        return new Paged<>(
                page.items().stream()
                        .map(Row::silence)
                        .flatMap(Optional::stream)
                        .toList(),
                page.next());
    }

    /** @param silence empty if this version cannot read it */
    private record Row(Optional<Silence> silence, String place) {}

    @Override
    public List<Silence> activeAt(Instant instant) {
        return read(jdbc.sql("select * from silence where ends_at > :at and starts_at <= :at order by created_at, id")
                .param("at", Timestamps.of(instant)));
    }

    @Override
    public int open() {
        return jdbc.sql("select count(*) from silence where ends_at > :now")
                .param("now", Timestamps.of(clock.instant()))
                .query(Integer.class)
                .single();
    }

    @Override
    public Optional<Silence> change(String id, Optional<Instant> endsAt, Optional<String> comment) {
        return read(jdbc.sql("""
                                update silence set ends_at = coalesce(:ends::timestamptz, ends_at),
                                    comment = coalesce(:comment::text, comment)
                                where id = :id and ends_at > :now returning *""")
                        .param("ends", endsAt.map(Timestamps::of).orElse(null))
                        .param("comment", comment.map(StoredNotices::text).orElse(null))
                        .param("id", StoredNotices.text(id))
                        .param("now", Timestamps.of(clock.instant())))
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Silence> end(String id, String by) {
        return read(jdbc.sql("""
                                update silence set starts_at = least(starts_at, :now), ends_at = :now, ended_by = :by
                                where id = :id and ends_at > :now returning *""")
                        .param("by", StoredNotices.text(by))
                        .param("id", StoredNotices.text(id))
                        .param("now", Timestamps.of(clock.instant())))
                .stream()
                .findFirst();
    }

    private List<Silence> read(JdbcClient.StatementSpec statement) {
        return statement.query((row, _) -> silence(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Silence> silence(ResultSet row) throws SQLException {
        String id = row.getString("id");
        Optional<List<Matcher>> matchers = StoredMatchers.read(row.getString("matchers"));
        if (matchers.isEmpty()) {
            if (unreadable.add(id)) {
                LOG.atWarn()
                        .addKeyValue("silence", id)
                        .log("A silence cannot be read by this version: it silences nothing");
            }
            return Optional.empty();
        }
        Instant endsAt = Timestamps.in(row, "ends_at");
        @Nullable String endedBy = row.getString("ended_by");
        return Optional.of(new Silence(
                id,
                matchers.get(),
                Timestamps.in(row, "starts_at"),
                endsAt,
                row.getString("author"),
                row.getString("comment"),
                Timestamps.in(row, "created_at"),
                endedBy == null ? null : new Silence.Ended(endedBy, endsAt)));
    }
}

package dev.tocsin.alert.store;

import dev.tocsin.alert.api.AuditLog;
import dev.tocsin.alert.api.Paged;
import dev.tocsin.alert.api.Place;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit log in PostgreSQL. A change and its row are one transaction, which the change's own ones join. */
public final class PostgresAudit implements AuditLog {
    private static final Duration KEEP = Duration.ofDays(400);
    private static final Place PLACE = new Place("audit", 1);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public PostgresAudit(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public <T> T changing(Function<Trail, T> change) {
        return Objects.requireNonNull(transaction.execute(_ -> change.apply(this::add)));
    }

    private void add(String who, String what, String target, String detail) {
        jdbc.sql("insert into audit (who, what, target, detail) values (?, ?, ?, ?)")
                .params(StoredNotices.text(who), what, StoredNotices.text(target), StoredNotices.text(detail))
                .update();
        jdbc.sql("delete from audit where at < clock_timestamp() - :days * interval '1 day'")
                .param("days", KEEP.toDays())
                .update();
    }

    @Override
    public Paged<Entry> page(Choice choice, Optional<String> after, int most) {
        List<Entry> found = jdbc.sql("""
                        select * from audit
                        where (:what::text is null or what = :what) and (:target::text is null or target = :target)
                          and position < :before
                        order by position desc limit :most""")
                .param("what", StoredNotices.textOrNull(choice.what()))
                .param("target", StoredNotices.textOrNull(choice.target()))
                .param("before", after.map(PostgresAudit::position).orElse(Long.MAX_VALUE))
                .param("most", most + 1)
                .query((row, _) -> new Entry(
                        row.getLong("position"),
                        Timestamps.in(row, "at"),
                        row.getString("who"),
                        row.getString("what"),
                        row.getString("target"),
                        row.getString("detail")))
                .list();
        return Paged.of(found, most, entry -> PLACE.sealed(Long.toString(entry.position())));
    }

    private static long position(String place) {
        return Place.number(PLACE.opened(place).getFirst());
    }
}

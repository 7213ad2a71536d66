package dev.tocsin.alert.store;

import dev.tocsin.alert.api.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log in PostgreSQL. Joins the caller's transaction if there is one. */
public final class PostgresAudit implements AuditLog {
    private static final Duration KEEP = Duration.ofDays(400);

    private final JdbcClient jdbc;

    public PostgresAudit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(String who, String what, String target, String detail) {
        jdbc.sql("insert into audit (who, what, target, detail) values (?, ?, ?, ?)")
                .params(StoredNotices.text(who), what, StoredNotices.text(target), StoredNotices.text(detail))
                .update();
        jdbc.sql("delete from audit where at < clock_timestamp() - :days * interval '1 day'")
                .param("days", KEEP.toDays())
                .update();
    }

    @Override
    public List<Entry> entries(Optional<String> what, Optional<String> target, Optional<Long> before, int most) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        what.ifPresent(_ -> conditions.add("what = :what"));
        target.ifPresent(_ -> conditions.add("target = :target"));
        before.ifPresent(_ -> conditions.add("position < :before"));
        return jdbc.sql("select * from audit where " + String.join(" and ", conditions)
                        + " order by position desc limit :most")
                .param("what", what.orElse(""))
                .param("target", target.orElse(""))
                .param("before", before.orElse(0L))
                .param("most", most)
                .query((row, _) -> new Entry(
                        row.getLong("position"),
                        Timestamps.in(row, "at"),
                        row.getString("who"),
                        row.getString("what"),
                        row.getString("target"),
                        row.getString("detail")))
                .list();
    }
}

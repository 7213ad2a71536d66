package dev.tocsin.alert.store;

import dev.tocsin.alert.kibana.KibanaCopies;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Copies of what Kibana said; the engine that saved last wins, and all ask the same Kibana. */
public final class PostgresKibanaCopies implements KibanaCopies {
    private final JdbcClient jdbc;

    public PostgresKibanaCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> load(String place) {
        return jdbc.sql("select copy from kibana_copy where place = :place")
                .param("place", place)
                .query(String.class)
                .optional();
    }

    @Override
    public void save(String place, String copy) {
        jdbc.sql("""
                        insert into kibana_copy (place, copy, saved_at) values (:place, :copy, now())
                        on conflict (place) do update set copy = excluded.copy, saved_at = excluded.saved_at""").param("place", place).param("copy", copy).update();
    }
}

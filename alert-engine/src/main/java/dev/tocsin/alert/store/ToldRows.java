package dev.tocsin.alert.store;

import dev.tocsin.alert.route.AlertNotice;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What goes on, and what channels were to hear of it, for who ends it without its rule. */
final class ToldRows {
    private final JdbcClient jdbc;

    ToldRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<String> rulesThatFire() {
        return jdbc.sql("select distinct rule from open_alert")
                .query((row, _) -> row.getString("rule"))
                .list();
    }

    /** The newest breach of each; episodes of which no channel was to hear, or whose notices cannot be read, are left out. */
    Map<String, AlertNotice> newest(Collection<String> episodeIds) {
        Map<String, String> byDigest =
                episodeIds.stream().distinct().collect(Collectors.toMap(OutboxRows::episodeOf, id -> id));
        Map<String, AlertNotice> newest = new HashMap<>();
        jdbc.sql("""
                        select distinct on (episode) episode, notice from outbox
                        where episode = any (:episodes) and kind in ('FIRED', 'ESCALATED', 'NO_DATA', 'ERROR')
                        order by episode, position desc""")
                .param("episodes", byDigest.keySet().toArray(String[]::new))
                .query(row -> {
                    AlertNotice notice = StoredNotices.readOrNull(row.getString("notice"));
                    String id = byDigest.get(row.getString("episode"));
                    if (notice != null && id != null) {
                        newest.put(id, notice);
                    }
                });
        return newest;
    }
}

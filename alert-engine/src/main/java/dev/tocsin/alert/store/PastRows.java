package dev.tocsin.alert.store;

import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was decided lately and may be decided again, as rows; runs in the caller's transaction. */
final class PastRows {
    private static final List<String> TABLES =
            List.of("past_window", "past_transition", "past_vanished", "past_moment", "past_alert");

    /** More of them take more memory than there may be. */
    private static final int MOST_TRANSITIONS = 20_000;

    /** Longer than any horizon: nobody keeps anything of such a rule any more. */
    private static final Duration ABANDONED = Duration.ofDays(3);

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final AlertRows alerts;

    PastRows(JdbcTemplate template, AlertRows alerts) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.alerts = alerts;
    }

    /** Of many rules together. */
    void add(Map<String, Past> pasts) {
        List<Object[]> windows = new ArrayList<>();
        List<Object[]> transitions = new ArrayList<>();
        List<Object[]> vanished = new ArrayList<>();
        pasts.forEach((rule, past) -> {
            Instant forgetAfter = past.forgetAfter();
            if (forgetAfter != null) {
                forget(rule, forgetAfter);
            }
            past.windows()
                    .forEach(window -> windows.add(new Object[] {
                        rule, Timestamps.of(window.end()), window.hits(), window.revision(), window.record()
                    }));
            past.transitions()
                    .forEach(transition -> transitions.add(
                            new Object[] {rule, Timestamps.of(transition.at()), StoredJson.write(transition)}));
            if (!past.gone().isEmpty()) {
                Instant end = past.windows().getLast().end();
                past.gone()
                        .forEach(name ->
                                vanished.add(new Object[] {rule, Timestamps.of(end), StoredNotices.text(name)}));
            }
        });
        RowBatches.write(template, """
                insert into past_window (rule, window_end, hits, revision, record) values (?, ?, ?, ?, ?)
                on conflict (rule, window_end) do update set
                  hits = excluded.hits, revision = excluded.revision, record = excluded.record""", windows, row -> row);
        RowBatches.write(
                template,
                "insert into past_transition (rule, window_end, transition) values (?, ?, ?::json)",
                transitions,
                row -> row);
        RowBatches.write(
                template,
                "insert into past_vanished (rule, window_end, episode_id) values (?, ?, ?)",
                vanished,
                row -> row);
    }

    private void forget(String rule, Instant after) {
        for (String table : TABLES) {
            if (after.equals(Instant.MIN)) {
                jdbc.sql("delete from " + table + " where rule = :rule")
                        .param("rule", rule)
                        .update();
            } else {
                jdbc.sql("delete from " + table + " where rule = :rule and window_end > :after")
                        .param("rule", rule)
                        .param("after", Timestamps.of(after))
                        .update();
            }
        }
    }

    /** Whatever there is of these rules. */
    void forget(Collection<String> rules) {
        rules.forEach(rule -> forget(rule, Instant.MIN));
    }

    /**
     * Keeps the alerts of rules as they are now, if that was not done lately, and drops what is too old.
     *
     * @param cursors of rules that are not failing
     */
    void remember(Collection<PastWish> wishes, Map<String, Cursor> cursors, Set<Integer> ours) {
        Map<String, Moment> newest = newest(wishes.stream().map(PastWish::rule).toList());
        for (PastWish wish : wishes) {
            Cursor cursor = cursors.get(wish.rule());
            if (cursor == null || cursor.failure() != null || !ours.contains(Leases.bucketOf(wish.rule()))) {
                continue;
            }
            Moment last = newest.get(wish.rule());
            if (last != null && !last.settings().equals(TextDigest.of(wish.settings()))) {
                forget(wish.rule(), Instant.MIN);
                last = null;
            }
            if (last == null || Duration.between(last.end(), cursor.lastEnd()).compareTo(wish.spacing()) >= 0) {
                keep(wish, cursor.lastEnd());
                prune(wish.rule(), cursor.lastEnd().minus(wish.horizon()));
            }
        }
    }

    /** What belongs to rules that are not there any more, or keep nothing. */
    void abandon(Instant now) {
        forget(jdbc.sql("select rule from past_window group by rule having max(window_end) < :before")
                .param("before", Timestamps.of(now.minus(ABANDONED)))
                .query((row, _) -> row.getString("rule"))
                .list());
    }

    private record Moment(Instant end, String settings) {}

    private Map<String, Moment> newest(List<String> rules) {
        Map<String, Moment> byRule = new HashMap<>();
        if (!rules.isEmpty()) {
            jdbc.sql("""
                            select distinct on (rule) rule, window_end, settings from past_moment
                            where rule in (:rules) order by rule, window_end desc""").param("rules", rules).query(row -> {
                byRule.put(
                        row.getString("rule"), new Moment(Timestamps.in(row, "window_end"), row.getString("settings")));
            });
        }
        return byRule;
    }

    private void keep(PastWish wish, Instant end) {
        jdbc.sql("insert into past_moment (rule, window_end, settings) values (:rule, :end, :settings)")
                .param("rule", wish.rule())
                .param("end", Timestamps.of(end))
                .param("settings", TextDigest.of(wish.settings()))
                .update();
        jdbc.sql("insert into past_alert (" + AlertRows.COLUMNS + ", window_end) select " + AlertRows.COLUMNS
                        + ", :end from alert where rule = :rule")
                .param("rule", wish.rule())
                .param("end", Timestamps.of(end))
                .update();
    }

    private void prune(String rule, Instant base) {
        jdbc.sql("""
                        delete from past_moment where rule = :rule and window_end <
                          (select max(window_end) from past_moment where rule = :rule and window_end <= :base)""").param("rule", rule).param("base", Timestamps.of(base)).update();
        for (String table : TABLES) {
            // A window that ends at the moment is before it.
            String older = table.equals("past_alert") || table.equals("past_moment") ? "<" : "<=";
            jdbc.sql("delete from " + table + " where rule = :rule and window_end " + older
                            + " (select min(window_end) from past_moment where rule = :rule)")
                    .param("rule", rule)
                    .update();
        }
    }

    /** Ends and hits of the windows that can be decided again, in order. */
    Map<String, List<PastWindow>> windows(Collection<String> rules) {
        Map<String, List<PastWindow>> byRule = new HashMap<>();
        if (!rules.isEmpty()) {
            jdbc.sql("""
                            select w.* from past_window w
                            where rule in (:rules) and window_end >
                              (select min(m.window_end) from past_moment m where m.rule = w.rule)
                            order by rule, window_end""").param("rules", rules).query(row -> {
                byRule.computeIfAbsent(row.getString("rule"), _ -> new ArrayList<>())
                        .add(new PastWindow(
                                Timestamps.in(row, "window_end"),
                                row.getLong("hits"),
                                row.getInt("revision"),
                                row.getString("record")));
            });
        }
        return byRule;
    }

    /** From the last moment before a window; empty if there is none by these settings, what was kept cannot be read, or is too much. */
    Optional<KnownPast> since(String rule, String settings, Instant end) {
        Map<String, String> faults = new HashMap<>();
        Optional<Instant> moment = jdbc.sql("""
                        select max(window_end) as moment from past_moment
                        where rule = :rule and window_end < :end and not exists
                          (select 1 from past_moment where rule = :rule and settings <> :settings)""")
                .param("rule", rule)
                .param("settings", TextDigest.of(settings))
                .param("end", Timestamps.of(end))
                .query((row, _) -> Optional.ofNullable(Timestamps.inOrNull(row, "moment")))
                .single();
        if (moment.isEmpty() || transitionsSince(rule, moment.get()) > MOST_TRANSITIONS) {
            return Optional.empty();
        }
        List<AlertState> then = alerts.at(rule, moment.get(), faults);
        List<AlertState> now = alerts.of(List.of(rule), faults).getOrDefault(rule, List.of());
        List<Transition> transitions = new ArrayList<>();
        jdbc.sql("select transition from past_transition where rule = :rule and window_end > :moment order by number")
                .param("rule", rule)
                .param("moment", Timestamps.of(moment.get()))
                .query(row -> {
                    switch (StoredJson.read(Transition.class, row.getString("transition"))) {
                        case StoredJson.Read.Readable<Transition>(Transition transition) -> transitions.add(transition);
                        case StoredJson.Read.Unreadable<Transition>(String reason, var _) -> faults.put(rule, reason);
                    }
                });
        Set<String> gone = Set.copyOf(
                jdbc.sql("select distinct episode_id from past_vanished where rule = :rule and window_end > :moment")
                        .param("rule", rule)
                        .param("moment", Timestamps.of(moment.get()))
                        .query((row, _) -> row.getString("episode_id"))
                        .list());
        List<PastWindow> windows = windows(List.of(rule)).getOrDefault(rule, List.of()).stream()
                .filter(window -> window.end().isAfter(moment.get()))
                .toList();
        return faults.isEmpty()
                ? Optional.of(new KnownPast(moment.get(), then, windows, transitions, gone, now))
                : Optional.empty();
    }

    private long transitionsSince(String rule, Instant moment) {
        return jdbc.sql("select count(*) from past_transition where rule = :rule and window_end > :moment")
                .param("rule", rule)
                .param("moment", Timestamps.of(moment))
                .query((row, _) -> row.getLong(1))
                .single();
    }
}

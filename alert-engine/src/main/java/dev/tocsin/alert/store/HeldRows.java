package dev.tocsin.alert.store;

import dev.tocsin.alert.state.Transition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Transitions that wait until their rule is current; runs in the caller's transaction. */
final class HeldRows {
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    HeldRows(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /**
     * By rule, in the order in which they happened.
     *
     * @param faults gets what cannot be read, by rule
     */
    Map<String, List<Transition>> of(Collection<String> rules, Map<String, String> faults) {
        Map<String, List<Transition>> byRule = new HashMap<>();
        if (rules.isEmpty()) {
            return byRule;
        }
        jdbc.sql("select rule, transition from held_transition where rule in (:rules) order by number")
                .param("rules", rules)
                .query(row -> {
                    String rule = row.getString("rule");
                    switch (StoredJson.read(Transition.class, row.getString("transition"))) {
                        case StoredJson.Read.Readable<Transition>(Transition transition) ->
                            byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(transition);
                        case StoredJson.Read.Unreadable<Transition>(String reason, var _) ->
                            faults.putIfAbsent(rule, "what was decided and is not told yet cannot be read: " + reason);
                    }
                });
        return byRule;
    }

    void add(List<Transition> transitions) {
        RowBatches.write(
                template,
                "insert into held_transition (rule, transition) values (?, ?::json)",
                transitions,
                transition -> new Object[] {transition.rule(), StoredJson.write(transition)});
    }

    void clear(String rule) {
        jdbc.sql("delete from held_transition where rule = ?").param(rule).update();
    }
}

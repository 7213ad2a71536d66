package dev.tocsin.alert.store;

import dev.tocsin.alert.state.Transition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Transitions that wait until their rule is current; runs in the caller's transaction. */
final class HeldRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    HeldRows(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /** By rule, in the order in which they happened. */
    Map<String, List<Transition>> of(Collection<String> rules) {
        Map<String, List<Transition>> byRule = new HashMap<>();
        if (rules.isEmpty()) {
            return byRule;
        }
        jdbc.sql("select rule, transition from held_transition where rule in (:rules) order by number")
                .param("rules", rules)
                .query(row -> {
                    byRule.computeIfAbsent(row.getString("rule"), _ -> new ArrayList<>())
                            .add(JSON.readValue(row.getString("transition"), Transition.class));
                });
        return byRule;
    }

    void add(List<Transition> transitions) {
        RowBatches.write(
                template,
                "insert into held_transition (rule, transition) values (?, ?::json)",
                transitions,
                transition -> new Object[] {transition.rule(), JSON.writeValueAsString(transition)});
    }

    void clear(String rule) {
        jdbc.sql("delete from held_transition where rule = ?").param(rule).update();
    }
}

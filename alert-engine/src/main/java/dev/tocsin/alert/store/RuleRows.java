package dev.tocsin.alert.store;

import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a rule between its windows.
 *
 * @param alerts that are not calm, and remembered groups
 * @param held what was decided and not told yet, in the order in which it happened; none if some of it cannot be read
 * @param fault what of it cannot be read, for people; null if all can
 */
public record RuleRows(
        List<AlertState> alerts,
        List<Transition> held,
        @Nullable String fault) {
    public static final RuleRows NONE = new RuleRows(List.of(), List.of(), null);

    public RuleRows {
        alerts = List.copyOf(alerts);
        held = List.copyOf(held);
    }
}

package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.state.TransitionKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LifeRemarksTest {
    private static final AlertNotice FIRED = Notices.fired().build();

    private static Life life(LifeAlert alert) {
        return new Life("life-1", "checkout-errors", "reference", List.of(alert));
    }

    private static Life remarked(Life life, Map<String, String> pauses) {
        return new LifeRemarks(() -> Suppressions.NONE, Cares.NONE, () -> pauses)
                .now()
                .on(life, "slack");
    }

    @Test
    void anAlertOfAPausedRuleSaysSoAsLongAsItGoesOn() {
        Life open = life(new LifeAlert(FIRED, null, false, List.of()));
        Map<String, String> pauses = Map.of("checkout-errors", "the rule is paused by kim", "other", "no");

        assertThat(remarked(open, pauses).alerts().getFirst().remarks()).containsExactly("the rule is paused by kim");
        assertThat(remarked(open, pauses).look())
                .isNotEqualTo(remarked(open, Map.of()).look());

        Life over =
                life(new LifeAlert(FIRED, Notices.of(TransitionKind.RESOLVED).build(), false, List.of()));
        assertThat(remarked(over, pauses)).isEqualTo(over);
    }
}

package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.FlappingAlerts.Flapping;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlappingAlertsTest {
    private static final GroupKey HOST = new GroupKey(Map.of("host", "a"));
    private static final FlappingAlerts NOW = new FlappingAlerts(
            List.of(new Flapping("checkout-errors", HOST, Instant.parse("2026-11-23T09:00:00Z"), 6)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            checkout-errors | a | goes on | true
            checkout-errors | a | told    | false
            # decided before it flapped, or by a version that did not look
            checkout-errors | a | no      | false
            checkout-errors | b | goes on | false
            payment-errors  | a | goes on | false
            """)
    void changesOfAnAlertThatFlapsNowAreNotTold(String rule, String host, String flapping, boolean isSuppressed) {
        AlertNotice notice = Notices.fired()
                .rule(rule)
                .group("host", host)
                .flapping(flapping.equals("no") ? null : new Flap(6, 20, flapping.equals("told")))
                .build();

        assertThat(NOW.on(notice, "slack").isPresent()).isEqualTo(isSuppressed);
    }

    @Test
    void theReasonIsForPeople() {
        AlertNotice notice = Notices.of(TransitionKind.ESCALATED)
                .group("host", "a")
                .flapping(new Flap(6, 20, false))
                .build();

        assertThat(NOW.on(notice, "slack"))
                .contains(new Suppression(
                        Suppression.Cause.FLAPPING,
                        "checkout-errors",
                        "flapping since 2026-11-23 09:00:00 UTC, changed 6 times",
                        null));
    }
}

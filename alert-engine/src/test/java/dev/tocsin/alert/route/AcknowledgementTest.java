package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgementTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private static Acknowledgement given(@Nullable Severity severity, @Nullable Instant until) {
        return new Acknowledgement("e1", severity, "kim", "deploy", TEN, until);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WARNING  | WARNING  | e1 | 0  | true
            CRITICAL | CRITICAL | e1 | 0  | true
            # milder is known of as well, worse is not
            CRITICAL | WARNING  | e1 | 0  | true
            WARNING  | CRITICAL | e1 | 0  | false
            # without a severity there is none to get worse
                     | CRITICAL | e1 | 0  | true
            WARNING  |          | e1 | 0  | true
            # the next episode is another one
            WARNING  | WARNING  | e2 | 0  | false
            # up to two hours, and not at their end
            WARNING  | WARNING  | e1 | 119 | true
            WARNING  | WARNING  | e1 | 120 | false
            """)
    void coversItsEpisodeWhileThatIsNoWorse(
            @Nullable Severity acknowledged, @Nullable Severity now, String episode, int minutes, boolean isCovered) {
        AlertNotice notice = Notices.fired().severity(now).episode(episode).build();

        assertThat(given(acknowledged, TEN.plusSeconds(7200)).covers(notice, TEN.plusSeconds(60L * minutes)))
                .isEqualTo(isCovered);
    }

    @Test
    void withoutAnEndItIsInForceAsLongAsTheEpisode() {
        assertThat(given(Severity.WARNING, null).isInForce(TEN.plusSeconds(1_000_000_000)))
                .isTrue();
    }

    @Test
    void saysWhoUntilWhenAndWhy() {
        assertThat(given(null, TEN.plusSeconds(14_400)).inWords())
                .isEqualTo("acknowledged by kim until 2026-11-23 14:00:00 UTC: deploy");
        assertThat(new Acknowledgement("e1", null, "kim", "", TEN, null).inWords())
                .isEqualTo("acknowledged by kim");
    }
}

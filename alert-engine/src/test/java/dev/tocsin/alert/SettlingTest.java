package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlingTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    /** One word per look: seconds since the start, + or - for a sign of life or none, and what is expected. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # an engine that starts does not know what was before
            0+SETTLING 5+SETTLING 9+SETTLING 10+JUST_SETTLED 10+SETTLED 20+SETTLED
            # it starts while Elasticsearch is away
            0-AWAY 5-AWAY 6+SETTLING 15+SETTLING 16+JUST_SETTLED 17+SETTLED
            # away again before it was believed, and after
            0+SETTLING 8-AWAY 12+SETTLING 20+SETTLING 22+JUST_SETTLED 30-AWAY 31+SETTLING 41+JUST_SETTLED
            # nobody looked for a while
            0+SETTLING 300+JUST_SETTLED 301+SETTLED
            # it is away at the moment at which it would have been believed
            0+SETTLING 10-AWAY 11+SETTLING
            """)
    void isBelievedAfterItHasBeenAnsweringForAWhile(String history) {
        AtomicBoolean isThere = new AtomicBoolean();
        Settling settling = new Settling(isThere::get, Duration.ofSeconds(10));

        for (String look : history.split(" ")) {
            String[] parts = look.split("(?=[-+])|(?<=[-+])");
            isThere.set(parts[1].equals("+"));

            assertThat(settling.look(START.plusSeconds(Long.parseLong(parts[0]))))
                    .as(look)
                    .isEqualTo(Settling.Standing.valueOf(parts[2]));
        }
    }

    @Test
    void saysHowLongWindowsStillWait() {
        Settling settling = new Settling(() -> true, Duration.ofSeconds(10));

        settling.look(START);

        assertThat(settling.rest(START.plusSeconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(settling.rest(START.plusSeconds(14))).isZero();
    }

    @Test
    void asksAtMostOnceASecondAndNeverIfItNeedNotWait() {
        AtomicInteger asked = new AtomicInteger();
        Settling settling = new Settling(() -> asked.incrementAndGet() > 0, Duration.ofSeconds(10));
        Settling trusting = new Settling(() -> asked.incrementAndGet() > 0, Duration.ZERO);

        for (int millis = 0; millis <= 2_000; millis += 50) {
            settling.look(START.plusMillis(millis));
            assertThat(trusting.look(START.plusMillis(millis))).isEqualTo(Settling.Standing.SETTLED);
        }

        assertThat(asked).hasValue(3);
    }
}

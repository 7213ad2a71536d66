package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.refused.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterAllowanceTest {
    private static final Instant MINUTE = Instant.parse("2026-11-29T12:01:00Z");
    private static final Origin CLIENT = new Origin("http", "10.0.0.9");
    private static final Origin OTHER = new Origin("http", "10.0.0.8");

    private final LetterAllowance allowance = new LetterAllowance();

    @Test
    void whoAsksByAnEarlierTimeGivesNobodyNewLetters() {
        int kept = 0;
        for (int i = 0; i < 5; i++) {
            kept += allowance.take(CLIENT, letters(1_000), MINUTE).size();
            allowance.left(OTHER, MINUTE.minusMillis(100));
        }

        assertThat(kept).isEqualTo(1_000);
    }

    @Test
    void eachMinuteHasItsOwnAlsoOfAClockThatWasSetBack() {
        assertThat(allowance.take(CLIENT, letters(1_001), MINUTE)).hasSize(1_000);
        assertThat(allowance.take(CLIENT, letters(1), MINUTE)).isEmpty();
        assertThat(allowance.take(CLIENT, letters(1), MINUTE.plusSeconds(60))).hasSize(1);
        assertThat(allowance.take(CLIENT, letters(1_001), MINUTE.minus(Duration.ofHours(1))))
                .hasSize(1_000);
    }

    @Test
    void anotherAddressOfTheSameNetworkIsNoOtherClient() {
        Origin first = new Origin("http", "2001:db8:0:7:0:0:0:1");
        Origin second = new Origin("http", "2001:db8:0:7:0:0:0:2");
        Origin elsewhere = new Origin("http", "2001:db8:0:8:0:0:0:1");

        assertThat(allowance.take(first, letters(1_000), MINUTE)).hasSize(1_000);
        assertThat(allowance.take(second, letters(1), MINUTE)).isEmpty();
        assertThat(allowance.take(elsewhere, letters(1), MINUTE)).hasSize(1);
    }

    private static List<DeadLetter> letters(int number) {
        return Collections.nCopies(
                number, new DeadLetter(MINUTE, "decode", CLIENT, null, null, "not JSON", new byte[] {1}, false));
    }
}

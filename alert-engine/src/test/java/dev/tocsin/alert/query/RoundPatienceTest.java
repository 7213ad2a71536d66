package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RoundPatienceTest {
    private static final String SILENCE = "Elasticsearch does not answer: no answer within PT30S";
    private static final String ITS_OWN =
            "the search has no answer, though Elasticsearch is there: no answer within PT30S";

    private final RoundPatience patience = new RoundPatience();

    @Test
    void oneRequestWithoutAnAnswerIsItsOwnAffair() {
        assertThat(lose(true, true)).isEqualTo(ITS_OWN);
        assertThat(patience.silence()).isEmpty();
    }

    @Test
    void twoInARowEndTheRound() {
        lose(true, true);

        assertThat(lose(true, true)).isEqualTo(SILENCE);
        assertThat(patience.silence()).contains(SILENCE);
    }

    @Test
    void withoutASignOfLifeTheFirstEndsIt() {
        assertThat(lose(true, false)).isEqualTo(SILENCE);
        assertThat(patience.silence()).contains(SILENCE);
    }

    @Test
    void takingTurnsWithAnswersItEndsAfterEight() {
        for (int i = 0; i < 7; i++) {
            lose(true, true);
            patience.answered();
        }
        assertThat(patience.silence()).isEmpty();

        lose(true, true);

        assertThat(patience.silence()).contains(SILENCE);
    }

    @Test
    void manyTogetherMayTakeLongerAndAreAskedInHalvesThreeTimes() {
        for (int i = 0; i < 4; i++) {
            assertThat(lose(false, true)).isEqualTo(ITS_OWN);
            assertThat(patience.splitsForSilence()).isEqualTo(i < 3);
        }
        assertThat(patience.silence()).isEmpty();
    }

    @Test
    void patternsWhoseFieldsAreNotToldSilenceOnlyWhatNeedsFields() {
        IOException e = new IOException("no answer within PT30S");
        patience.unansweredAbout("a", e, () -> true);
        assertThat(patience.silenceAbout("a")).contains(SILENCE);
        assertThat(patience.silenceAbout("b")).isEmpty();

        patience.unansweredAbout("b", e, () -> true);

        assertThat(patience.silenceAbout("c")).contains(SILENCE);
        assertThat(patience.silence()).isEmpty();
    }

    private String lose(boolean isOne, boolean isThere) {
        return patience.unanswered(isOne, new IOException("no answer within PT30S"), () -> isThere);
    }
}

package dev.tocsin.alert.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeatSealTest {
    private static final Beat BEAT = new Beat(42, Instant.parse("2026-11-23T10:00:55.123Z"));

    private final BeatSeal seal = new BeatSeal("a key of this house".getBytes(StandardCharsets.UTF_8));

    @Test
    void readsWhatItWrote() {
        assertThat(seal.read(seal.write(BEAT))).contains(BEAT);
    }

    @Test
    void whoHasAnotherKeyProvesNothing() {
        String forged = new BeatSeal("a guess".getBytes(StandardCharsets.UTF_8)).write(BEAT);

        assertThat(seal.read(forged)).isEmpty();
    }

    @Test
    void noPartOfItCanBeChanged() {
        String sealed = seal.write(BEAT);

        for (int i = 0; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == '1' ? '2' : '1';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(seal.read(changed)).as(changed).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(none)",
                "1.2",
                "999999999999999999.999999999999999.00000000000000000000000000000000",
                "a.b.c"
            })
    void whatIsNoBeatIsNone(String word) {
        assertThat(seal.read(word)).isEmpty();
    }
}

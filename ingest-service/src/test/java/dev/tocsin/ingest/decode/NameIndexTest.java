package dev.tocsin.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameIndexTest {
    @Test
    void numbersNamesLikeAMapDoes() {
        long seed = 7L;
        Random random = new Random(seed);
        NameIndex index = new NameIndex();
        for (int round = 0; round < 200; round++) {
            Map<String, Integer> expected = new LinkedHashMap<>();
            int names = 1 + random.nextInt(round % 10 == 0 ? 5_000 : 60);
            for (int i = 0; i < 2 * names; i++) {
                // "Aa" and "BB" have one hash: collisions are part of the game.
                String name = (random.nextBoolean() ? "Aa" : "BB") + random.nextInt(names);
                int number = expected.computeIfAbsent(name, _ -> expected.size());

                assertThat(index.numberOf(name))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(number);
            }

            assertThat(index.size()).isEqualTo(expected.size());
            expected.forEach((name, number) -> assertThat(index.name(number)).isEqualTo(name));
            index.clear();
            assertThat(index.size()).isZero();
        }
    }
}

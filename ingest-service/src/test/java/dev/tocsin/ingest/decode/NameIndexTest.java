package dev.tocsin.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
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

    @Test
    void whatTheEventBeforeHadSaysNothingOfThisOne() {
        Random random = new Random(11L);
        NameIndex index = new NameIndex();
        List<List<String>> shapes = List.of(
                List.of("Aa", "BB", "c", "d", "e"),
                List.of("Aa", "BB", "c", "e", "d", "f"),
                List.of("Aa", "Aa", "BB", "c", "BB", "d"),
                List.of("BB", "Aa", "x"),
                List.of("Aa"));
        for (int round = 0; round < 20_000; round++) {
            List<String> shape = shapes.get(random.nextInt(shapes.size()));
            List<String> names = shape.subList(0, random.nextInt(shape.size() + 1));
            Map<String, Integer> expected = new LinkedHashMap<>();
            for (String name : names) {
                int number = expected.computeIfAbsent(name, _ -> expected.size());

                assertThat(index.numberOf(name))
                        .as("round %d of %s", round, names)
                        .isEqualTo(number);
            }

            assertThat(index.size()).isEqualTo(expected.size());
            shape.forEach(name -> assertThat(index.has(name)).isEqualTo(expected.containsKey(name)));
            assertThatThrownBy(() -> index.name(expected.size())).isInstanceOf(IndexOutOfBoundsException.class);
            index.clear();
        }
    }

    @Test
    void namesOfOneHashCostNoMoreThanOthers() {
        List<String> names = List.of("");
        for (int i = 0; i < 16; i++) {
            names = names.stream()
                    .flatMap(name -> Stream.of(name + "Aa", name + "BB"))
                    .toList();
        }
        List<String> sameHash = names;
        NameIndex index = new NameIndex();

        for (int round = 0; round < 2; round++) {
            assertTimeout(Duration.ofSeconds(10), () -> sameHash.forEach(index::numberOf));

            assertThat(index.size()).isEqualTo(1 << 16);
            for (int i = 0; i < index.size(); i += 1_000) {
                assertThat(index.numberOf(sameHash.get(i))).isEqualTo(i);
                assertThat(index.name(i)).isEqualTo(sameHash.get(i));
            }
            index.clear();
        }
        sameHash.subList(0, 200).forEach(index::numberOf);
        index.clear();
        assertThat(index.numberOf(sameHash.get(199))).isZero();
    }
}

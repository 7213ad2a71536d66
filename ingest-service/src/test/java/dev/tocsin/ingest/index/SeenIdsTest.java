package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenIdsTest {
    private static final int SLOTS = 64;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void remembersTheLastOnesAndForgetsWhatIsOld(long seed) {
        Random random = new Random(seed);
        SeenIds seen = new SeenIds(SLOTS, seed);
        Deque<String> lately = new ArrayDeque<>();
        Set<String> ever = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            String id = "id-" + random.nextInt(300);

            boolean wasSeen = seen.add(id);

            if (lately.contains(id)) {
                assertThat(wasSeen).as("seed %d, %s", seed, id).isTrue();
            }
            if (!ever.add(id)) {
                lately.remove(id);
            }
            lately.addLast(id);
            if (lately.size() > SLOTS * 3 / 4) {
                lately.removeFirst();
            }
        }
        for (int i = 0; i < SLOTS * 2; i++) {
            assertThat(seen.add("new-" + i)).as("seed %d", seed).isFalse();
        }
        assertThat(ever).allSatisfy(id -> assertThat(seen.add(id)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "AaAa", "BBBB", "AaBB"})
    void tellsIdsApartThatAreAlike(String id) {
        SeenIds seen = new SeenIds(SLOTS, 0);
        seen.add(id + "x");
        seen.add("x" + id + "y");

        assertThat(seen.add(id)).isFalse();
        assertThat(seen.add(id)).isTrue();
    }
}

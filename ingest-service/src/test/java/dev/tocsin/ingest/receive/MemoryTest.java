package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final int MB = 1_024 * 1_024;

    private final Memory memory = new Memory(new HeapShares(80 * MB), 16 * MB, MB, MB);

    @Test
    void oneClientGetsWhatItsLargestLineNeedsAlsoWhenThatChanges() {
        assertThat(memory.lines().share().of("a").tryTakeAtOnce(3 * MB)).isFalse();

        memory.fit(3 * MB, MB);

        ByteBudget.Share line = memory.lines().share().of("a");
        assertThat(line.tryTakeAtOnce(3 * MB)).isTrue();
        line.giveBackAll();
        memory.fit(MB, MB);
        assertThat(memory.lines().share().of("a").tryTakeAtOnce(3 * MB)).isFalse();
    }

    @Test
    void andWhatItsLargestRequestNeeds() {
        assertThat(memory.budget().share().of("a").tryTakeAtOnce(12 * MB)).isFalse();

        memory.fit(MB, 4 * MB);

        assertThat(memory.budget().share().of("a").tryTakeAtOnce(12 * MB)).isTrue();
    }

    @Test
    void turnsAreThoseOfTheLongestLine() {
        LongLines before = memory.longLines();
        memory.fit(MB, 4 * MB);
        assertThat(memory.longLines()).as("the same for the same").isSameAs(before);

        memory.fit(2 * MB, 4 * MB);
        assertThat(memory.longLines()).isNotSameAs(before);
    }
}

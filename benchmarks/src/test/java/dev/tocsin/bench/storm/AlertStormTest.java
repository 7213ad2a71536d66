package dev.tocsin.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertStormTest {
    private static final StormSize SIZE = new StormSize(400, 10, 8, 7);

    @Test
    void everyAlertFiresOnceAndHalfOfThemEnd() {
        AlertStorm storm = AlertStorm.of(SIZE);

        List<StormAlert> firing = all(storm.firing());
        List<StormAlert> ending = all(storm.ending());
        assertThat(firing).hasSize(400).doesNotHaveDuplicates();
        assertThat(firing).extracting(StormAlert::node).doesNotHaveDuplicates();
        assertThat(firing.stream().map(StormAlert::rule).distinct()).hasSize(8);
        assertThat(ending).hasSize(200).doesNotHaveDuplicates().isSubsetOf(firing);
        assertThat(storm.firing())
                .hasSize(10)
                .allSatisfy(second -> assertThat(second).isNotEmpty());
    }

    @Test
    void aSeedGivesTheSameStormAndAnotherSeedAnotherOne() {
        AlertStorm storm = AlertStorm.of(SIZE);

        assertThat(AlertStorm.of(SIZE).firing()).isEqualTo(storm.firing());
        assertThat(AlertStorm.of(new StormSize(400, 10, 8, 8)).firing()).isNotEqualTo(storm.firing());
    }

    private static List<StormAlert> all(List<List<StormAlert>> seconds) {
        return seconds.stream().flatMap(List::stream).toList();
    }
}

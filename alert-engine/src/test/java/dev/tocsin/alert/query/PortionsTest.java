package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.QueryLanguage;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.RulesForTests;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortionsTest {
    @Test
    void aHundredShortOnesGoTogether() {
        assertThat(sizes(Collections.nCopies(201, 10))).containsExactly(100, 100, 1);
    }

    @Test
    void longOnesGoByTheirText() {
        assertThat(sizes(List.of(30_000, 30_000, 30_000, 1_000))).containsExactly(2, 2);
    }

    @Test
    void oneThatIsMoreThanFitsGoesAlone() {
        assertThat(sizes(List.of(10, 200_000, 200_000, 10, 10))).containsExactly(1, 1, 1, 2);
    }

    @Test
    void whoNamesALongListGoesAlone() {
        RuleQuery listed = RulesForTests.parse(
                        """
                        rule: a
                        query: {streams: [logs], kql: '', in: {a: many}}
                        condition: {count: hits, threshold: {above: 1}}
                        window: 1m
                        every: 1m
                        """, "", Map.of("many", "x".repeat(30_000) + "\n" + "y".repeat(30_000) + "\n"))
                .query();

        assertThat(Portions.of(Collections.nCopies(3, listed), List::of)).hasSize(3);
    }

    @Test
    void nothingIsNoPortion() {
        assertThat(sizes(List.of())).isEmpty();
    }

    private static List<Integer> sizes(List<Integer> lengths) {
        List<RuleQuery> queries = lengths.stream()
                .map(length -> RuleQuery.ofStreams(List.of("logs"), QueryLanguage.KQL, "x".repeat(length)))
                .toList();
        List<List<RuleQuery>> portions = Portions.of(queries, List::of);
        assertThat(portions.stream().flatMap(List::stream).toList())
                .as("all of them, in order")
                .isEqualTo(queries);
        return portions.stream().map(List::size).toList();
    }
}

package dev.tocsin.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
    private static Rule rule(String threshold, String more) {
        return RulesForTests.rule(
                "condition: {count: hits, threshold: %s}\nwindow: 5m\nevery: 1m\n%s".formatted(threshold, more));
    }

    private static GroupKey host(String name) {
        return new GroupKey(Map.of("host", name));
    }

    private static String inWords(GroupVerdict verdict) {
        String group = verdict.group().values().getOrDefault("host", "ALL");
        return group
                + (verdict.seen() ? "" : " unseen")
                + switch (verdict.verdict()) {
                    case Verdict.Breach(var severity, double value, var threshold) ->
                        " " + severity + " " + value + " of " + threshold;
                    case Verdict.Calm(double value) -> " calm " + value;
                    case Verdict.NoData _ -> " no data";
                    case Verdict.Undecided(String reason) -> " undecided " + reason;
                };
    }

    private static List<String> evaluate(Rule rule, WindowAnswer answer, Set<GroupKey> known, Set<GroupKey> active) {
        return Evaluator.evaluate(rule, answer, known, active).verdicts().stream()
                .map(EvaluatorTest::inWords)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {above: 10}                                    | 9   | calm 9.0
            {above: 10}                                    | 10  | calm 10.0
            {above: 10}                                    | 11  | CRITICAL 11.0 of 10.0
            {above: 0}                                     | 0   | unseen calm 0.0
            {below: 10}                                    | 11  | calm 11.0
            {below: 10}                                    | 10  | calm 10.0
            {below: 10}                                    | 9   | CRITICAL 9.0 of 10.0
            {below: 1}                                     | 0   | unseen CRITICAL 0.0 of 1.0
            {warning: {above: 10}}                         | 11  | WARNING 11.0 of 10.0
            {warning: {above: 10}, critical: {above: 100}} | 10  | calm 10.0
            {warning: {above: 10}, critical: {above: 100}} | 11  | WARNING 11.0 of 10.0
            {warning: {above: 10}, critical: {above: 100}} | 100 | WARNING 100.0 of 10.0
            {warning: {above: 10}, critical: {above: 100}} | 101 | CRITICAL 101.0 of 100.0
            {warning: {below: 10}, critical: {below: 5}}   | 5   | WARNING 5.0 of 10.0
            {warning: {below: 10}, critical: {below: 5}}   | 4   | CRITICAL 4.0 of 5.0
            {critical: {above: 0.5}}                       | 1   | CRITICAL 1.0 of 0.5
            """)
    void theThresholdItselfIsCalm(String threshold, long hits, String expected) {
        assertThat(evaluate(rule(threshold, ""), new WindowAnswer.Counted(hits), Set.of(), Set.of()))
                .containsExactly("ALL " + expected);
    }

    @Test
    void eachEventIsABreachWithoutAThreshold() {
        Rule rule = RulesForTests.rule("condition: {each: event, severity: critical}\nwindow: 1m\nevery: 1m\n");

        assertThat(evaluate(rule, new WindowAnswer.Counted(3), Set.of(), Set.of()))
                .containsExactly("ALL CRITICAL 3.0 of null");
        assertThat(evaluate(rule, new WindowAnswer.Counted(0), Set.of(), Set.of()))
                .containsExactly("ALL unseen calm 0.0");
    }

    @Test
    void knownGroupsThatAreAbsentAreZero() {
        Rule rule = rule("{below: 5}", "groupBy: [host]");

        assertThat(evaluate(
                        rule,
                        new WindowAnswer.Grouped(Map.of(host("a"), 7L, host("c"), 2L), 9),
                        Set.of(host("a"), host("b")),
                        Set.of()))
                .containsExactly("a calm 7.0", "b unseen CRITICAL 0.0 of 5.0", "c CRITICAL 2.0 of 5.0");
    }

    @Test
    void eventsWithoutTheFieldAreAGroup() {
        Rule rule = rule("{above: 5}", "groupBy: [host]");

        assertThat(evaluate(rule, new WindowAnswer.Grouped(Map.of(host(GroupKey.NONE), 7L), 7), Set.of(), Set.of()))
                .containsExactly("(none) CRITICAL 7.0 of 5.0");
    }

    @Test
    void noHitsAtAllCalmsWhatIsKnown() {
        Rule rule = rule("{above: 5}", "groupBy: [host]");

        assertThat(evaluate(rule, new WindowAnswer.Grouped(Map.of(), 0), Set.of(host("a"), GroupKey.ALL), Set.of()))
                .containsExactly("ALL calm 0.0", "a unseen calm 0.0");
    }

    @Test
    void noDataAndUndecidedAreAboutAllThatIsKnownAndTheRuleItself() {
        Rule rule = rule("{above: 5}", "groupBy: [host]");

        assertThat(evaluate(rule, new WindowAnswer.NoData(), Set.of(host("a")), Set.of()))
                .containsExactly("ALL unseen no data", "a unseen no data");
        assertThat(evaluate(rule, new WindowAnswer.Undecided("why"), Set.of(host("a")), Set.of()))
                .containsExactly("ALL unseen undecided why", "a unseen undecided why");
        assertThat(evaluate(rule("{above: 5}", ""), new WindowAnswer.NoData(), Set.of(), Set.of()))
                .containsExactly("ALL unseen no data");
    }

    @Test
    void groupsByOtherFieldsAreNotJudged() {
        Rule rule = rule("{below: 5}", "groupBy: [host]");

        assertThat(evaluate(
                        rule,
                        new WindowAnswer.Grouped(Map.of(), 0),
                        Set.of(new GroupKey(Map.of("service", "x"))),
                        Set.of()))
                .isEmpty();
    }

    @Test
    void overTheLimitAlertsStayAndThenTheLargestAreJudged() {
        Rule rule = rule("{above: 5}", "groupBy: [host]\nmaxGroups: 3");
        Map<GroupKey, Long> hits = Map.of(host("a"), 1L, host("b"), 9L, host("c"), 8L, host("d"), 7L, host("e"), 2L);

        Evaluation evaluation =
                Evaluator.evaluate(rule, new WindowAnswer.Grouped(hits, 27), Set.of(host("a")), Set.of(host("a")));

        assertThat(evaluation.verdicts())
                .extracting(EvaluatorTest::inWords)
                .containsExactly("a calm 1.0", "b CRITICAL 9.0 of 5.0", "c CRITICAL 8.0 of 5.0");
        assertThat(evaluation.cut()).isEqualTo(2);
    }

    @Test
    void whereFewAreTheTroubleTheSmallestAreJudged() {
        Rule rule = rule("{below: 5}", "groupBy: [host]\nmaxGroups: 2");
        Map<GroupKey, Long> hits = Map.of(host("a"), 1L, host("b"), 9L, host("c"), 8L);

        Evaluation evaluation =
                Evaluator.evaluate(rule, new WindowAnswer.Grouped(hits, 18), Set.of(host("gone")), Set.of());

        assertThat(evaluation.verdicts())
                .extracting(EvaluatorTest::inWords)
                .containsExactly("a CRITICAL 1.0 of 5.0", "gone unseen CRITICAL 0.0 of 5.0");
        assertThat(evaluation.cut()).isEqualTo(2);
    }
}

package dev.tocsin.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.Found;
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
                    case Verdict.Breach(var severity, double value, var threshold, String basis) ->
                        " " + severity + " " + value + " of " + threshold + behind(basis);
                    case Verdict.Between(double value, String basis) -> " between " + value + behind(basis);
                    case Verdict.Calm(Double value, String basis) -> " calm " + value + behind(basis);
                    case Verdict.NoData _ -> " no data";
                    case Verdict.Undecided(String reason) -> " undecided " + reason;
                };
    }

    private static String behind(String basis) {
        return basis.isEmpty() ? "" : " (" + basis + ")";
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

    /** Of hits and of what is measured beside them; a dash is no number. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {metric: avg, field: d, threshold: {above: 5}}                       | 3   | 5    | calm 5.0
            {metric: avg, field: d, threshold: {above: 5}}                       | 3   | 5.5  | CRITICAL 5.5 of 5.0
            {metric: avg, field: d, threshold: {above: 5}}                       | 3   | -    | calm null (no event has a value of d)
            {metric: avg, field: d, threshold: {below: 5}}                       | 3   | 4    | CRITICAL 4.0 of 5.0
            {metric: min, field: d, threshold: {below: 5}}                       | 0   | -    | unseen calm null (no event has a value of d)
            {metric: sum, field: d, threshold: {below: 5}}                       | 0   | -    | unseen CRITICAL 0.0 of 5.0
            {metric: cardinality, field: d, threshold: {below: 1}}               | 3   | 0    | CRITICAL 0.0 of 1.0
            {metric: p95, field: d, threshold: {warning: {above: 5}}}            | 9   | 7    | WARNING 7.0 of 5.0
            {ratio: {kql: a}, threshold: {above: 5}}                             | 100 | 5    | calm 5.0 (5 of 100 events)
            {ratio: {kql: a}, threshold: {above: 5}}                             | 100 | 6    | CRITICAL 6.0 of 5.0 (6 of 100 events)
            {ratio: {kql: a}, threshold: {below: 99}}                            | 50  | 49   | CRITICAL 98.0 of 99.0 (49 of 50 events)
            {ratio: {kql: a}, threshold: {above: 5}}                             | 0   | 0    | unseen calm null (fewer than 1 events are not judged: 0)
            {ratio: {kql: a}, minDenominator: 50, threshold: {above: 5}}         | 49  | 49   | calm null (fewer than 50 events are not judged: 49)
            {ratio: {kql: a}, minDenominator: 50, threshold: {above: 5}}         | 50  | 50   | CRITICAL 100.0 of 5.0 (50 of 50 events)
            {change: hits, threshold: {above: 3}}                                | 9   | 3    | calm 3.0 (9 events, 3 in the window before)
            {change: hits, threshold: {above: 3}}                                | 10  | 3    | CRITICAL 3.3333333333333335 of 3.0 (10 events, 3 in the window before)
            {change: hits, threshold: {above: 3}}                                | 4   | 0    | CRITICAL 4.0 of 3.0 (4 events, 0 in the window before)
            {change: hits, threshold: {above: 3}}                                | 4   | -    | CRITICAL 4.0 of 3.0 (4 events, 0 in the window before)
            {change: hits, threshold: {above: 3}}                                | 0   | 9    | unseen calm 0.1111111111111111 (0 events, 9 in the window before)
            {change: hits, direction: down, threshold: {above: 3}}               | 0   | 9    | unseen CRITICAL 9.0 of 3.0 (0 events, 9 in the window before)
            {change: hits, direction: down, threshold: {above: 3}}               | 9   | 0    | calm 0.1111111111111111 (9 events, 0 in the window before)
            {change: hits, direction: both, threshold: {above: 3}}               | 1   | 4    | CRITICAL 4.0 of 3.0 (1 events, 4 in the window before)
            {change: hits, direction: both, threshold: {above: 3}}               | 4   | 1    | CRITICAL 4.0 of 3.0 (4 events, 1 in the window before)
            {change: hits, direction: both, threshold: {above: 3}}               | 4   | 4    | calm 1.0 (4 events, 4 in the window before)
            {change: hits, minNow: 10, threshold: {above: 3}}                    | 9   | 1    | calm null (fewer than 10 events are not judged: 9)
            {change: hits, minBefore: 2, against: day, threshold: {above: 3}}    | 9   | 1    | calm null (fewer than 2 events in the window a day before are not judged: 1)
            {change: hits, by: difference, threshold: {above: 3}}                | 5   | 2    | calm 3.0 (5 events, 2 in the window before)
            {change: hits, by: difference, against: week, threshold: {above: 3}} | 6   | 2    | CRITICAL 4.0 of 3.0 (6 events, 2 in the window a week before)
            {change: hits, by: difference, direction: down, threshold: {above: 3}} | 1 | 5    | CRITICAL 4.0 of 3.0 (1 events, 5 in the window before)
            {change: hits, by: difference, direction: both, threshold: {above: 3}} | 5 | 1    | CRITICAL 4.0 of 3.0 (5 events, 1 in the window before)
            {absence: events}                                                    | 0   | -    | unseen CRITICAL 0.0 of null (no event in 5m)
            {absence: events, severity: warning}                                 | 0   | -    | unseen WARNING 0.0 of null (no event in 5m)
            {absence: events}                                                    | 1   | -    | calm 1.0
            """)
    void judgesWhatTheConditionMeasures(String condition, long hits, String measured, String expected) {
        Rule rule = RulesForTests.rule("condition: %s\nwindow: 5m\nevery: 1m\n".formatted(condition));
        Double number = measured.equals("-") ? null : Double.valueOf(measured);
        Found found = condition.startsWith("{change: hits")
                ? number == null ? Found.hits(hits) : Found.hits(hits).after(Found.hits(number.longValue()))
                : new Found(hits, number);

        assertThat(evaluate(rule, new WindowAnswer.Counted(found), Set.of(), Set.of()))
                .containsExactly("ALL " + expected);
    }

    /** Of a number now and before, each of two events; a dash is none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {change: avg, field: d, threshold: {above: 2}}                              | 9   | 3  | CRITICAL 3.0 of 2.0 (9, 3 in the window before)
            {change: avg, field: d, threshold: {above: 2}}                              | 6   | 3  | calm 2.0 (6, 3 in the window before)
            {change: avg, field: d, threshold: {above: 2}}                              | 0.5 | 0.2 | CRITICAL 2.5 of 2.0 (0.5, 0.2 in the window before)
            {change: avg, field: d, direction: down, threshold: {above: 2}}             | 3   | 9  | CRITICAL 3.0 of 2.0 (3, 9 in the window before)
            {change: avg, field: d, threshold: {above: 2}}                              | 9   | 0  | calm null (a factor needs two numbers above zero: 9, 0 in the window before)
            {change: avg, field: d, threshold: {above: 2}}                              | -9  | -3 | calm null (a factor needs two numbers above zero: -9, -3 in the window before)
            {change: avg, field: d, by: difference, threshold: {above: 2}}              | -3  | -9 | CRITICAL 6.0 of 2.0 (-3, -9 in the window before)
            {change: avg, field: d, threshold: {above: 2}}                              | -   | 3  | calm null (no event has a value of d)
            {change: avg, field: d, threshold: {above: 2}}                              | 3   | -  | calm null (no event has a value of d in the window before)
            {change: sum, field: d, by: difference, threshold: {above: 2}}              | 3   | -  | CRITICAL 3.0 of 2.0 (3, 0 in the window before)
            {change: avg, field: d, minNow: 3, threshold: {above: 2}}                   | 9   | 3  | calm null (fewer than 3 events are not judged: 2)
            {change: avg, field: d, minBefore: 3, against: week, threshold: {above: 2}} | 9   | 3  | calm null (fewer than 3 events in the window a week before are not judged: 2)
            """)
    void judgesHowANumberChanged(String condition, String now, String before, String expected) {
        Rule rule = RulesForTests.rule("condition: %s\nwindow: 5m\nevery: 1m\n".formatted(condition));
        Found found = new Found(2, now.equals("-") ? null : Double.valueOf(now))
                .after(new Found(2, before.equals("-") ? null : Double.valueOf(before)));

        assertThat(evaluate(rule, new WindowAnswer.Counted(found), Set.of(), Set.of()))
                .containsExactly("ALL " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {above: 10}                                    | 8  | 11 | CRITICAL 11.0 of 10.0
            {above: 10}                                    | 8  | 10 | between 10.0
            {above: 10}                                    | 8  | 9  | between 9.0
            {above: 10}                                    | 8  | 8  | calm 8.0
            {above: 10}                                    | 10 | 10 | calm 10.0
            {warning: {above: 10}, critical: {above: 100}} | 8  | 50 | WARNING 50.0 of 10.0
            {below: 10}                                    | 12 | 9  | CRITICAL 9.0 of 10.0
            {below: 10}                                    | 12 | 11 | between 11.0
            {below: 10}                                    | 12 | 12 | calm 12.0
            """)
    void recoversOnlyWhereTheRuleSaysSo(String threshold, int recoverAt, long hits, String expected) {
        assertThat(evaluate(
                        rule(threshold, "recoverAt: " + recoverAt), new WindowAnswer.Counted(hits), Set.of(), Set.of()))
                .containsExactly("ALL " + expected);
    }

    @Test
    void expectedGroupsAreMissedThoughNobodyHasSeenThem() {
        Rule rule = RulesForTests.rule(
                "groupBy: [host]\nmaxGroups: 2\ncondition: {absence: events, expect: [a, b, c]}\nwindow: 5m\nevery: 1m\n");

        assertThat(evaluate(
                        rule, WindowAnswer.Grouped.ofHits(Map.of(host("a"), 7L, host("x"), 2L), 9), Set.of(), Set.of()))
                .containsExactly(
                        "a calm 7.0",
                        "b unseen CRITICAL 0.0 of null (no event in 5m)",
                        "c unseen CRITICAL 0.0 of null (no event in 5m)");
    }

    @Test
    void overTheLimitGroupsWithoutANumberAreCutFirst() {
        Rule rule = RulesForTests.rule("groupBy: [host]\nmaxGroups: 2\n"
                + "condition: {metric: avg, field: d, threshold: {below: 5}}\nwindow: 5m\nevery: 1m\n");
        WindowAnswer answer = new WindowAnswer.Grouped(
                Map.of(host("a"), new Found(1, null), host("b"), new Found(1, 9.0), host("c"), new Found(1, 4.0)), 3);

        assertThat(evaluate(rule, answer, Set.of(), Set.of())).containsExactly("b calm 9.0", "c CRITICAL 4.0 of 5.0");
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
                        WindowAnswer.Grouped.ofHits(Map.of(host("a"), 7L, host("c"), 2L), 9),
                        Set.of(host("a"), host("b")),
                        Set.of()))
                .containsExactly("a calm 7.0", "b unseen CRITICAL 0.0 of 5.0", "c CRITICAL 2.0 of 5.0");
    }

    @Test
    void eventsWithoutTheFieldAreAGroup() {
        Rule rule = rule("{above: 5}", "groupBy: [host]");

        assertThat(evaluate(rule, WindowAnswer.Grouped.ofHits(Map.of(host(GroupKey.NONE), 7L), 7), Set.of(), Set.of()))
                .containsExactly("(none) CRITICAL 7.0 of 5.0");
    }

    @Test
    void noHitsAtAllCalmsWhatIsKnown() {
        Rule rule = rule("{above: 5}", "groupBy: [host]");

        assertThat(evaluate(rule, WindowAnswer.Grouped.ofHits(Map.of(), 0), Set.of(host("a"), GroupKey.ALL), Set.of()))
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
                        WindowAnswer.Grouped.ofHits(Map.of(), 0),
                        Set.of(new GroupKey(Map.of("service", "x"))),
                        Set.of()))
                .isEmpty();
    }

    @Test
    void overTheLimitAlertsStayAndThenTheLargestAreJudged() {
        Rule rule = rule("{above: 5}", "groupBy: [host]\nmaxGroups: 3");
        Map<GroupKey, Long> hits = Map.of(host("a"), 1L, host("b"), 9L, host("c"), 8L, host("d"), 7L, host("e"), 2L);

        Evaluation evaluation =
                Evaluator.evaluate(rule, WindowAnswer.Grouped.ofHits(hits, 27), Set.of(host("a")), Set.of(host("a")));

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
                Evaluator.evaluate(rule, WindowAnswer.Grouped.ofHits(hits, 18), Set.of(host("gone")), Set.of());

        assertThat(evaluation.verdicts())
                .extracting(EvaluatorTest::inWords)
                .containsExactly("a CRITICAL 1.0 of 5.0", "gone unseen CRITICAL 0.0 of 5.0");
        assertThat(evaluation.cut()).isEqualTo(2);
    }
}

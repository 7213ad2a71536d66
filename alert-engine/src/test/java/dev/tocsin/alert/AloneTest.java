package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.store.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that succeeds alone and fails in company, with the settings that the engine has. */
class AloneTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final CycleSettings SETTINGS =
            new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ofSeconds(15));

    private final Rule rule = RulesForTests.parse("""
            rule: heavy
            query: {streams: [logs], kql: 'message: a'}
            condition: {count: hits, threshold: {above: 0}}
            window: 1m
            every: 1m
            delay: 15s
            """);
    private Cursor cursor = new Cursor("heavy", rule.version(), TEN.minusSeconds(70 * 60), 0, null);
    private Instant now = TEN.plusSeconds(15);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the search has no answer, though Elasticsearch is there: no answer within PT30S",
                "Elasticsearch's answer was not understood",
                "Elasticsearch answered 429, circuit_breaking_exception: too much"
            })
    void isDecidedInTheEnd(String reasonInCompany) {
        for (int turns = 0; cursor.lastEnd().isBefore(TEN) && turns < 12; turns++) {
            turn(reasonInCompany);
        }

        assertThat(cursor.lastEnd()).isEqualTo(TEN);
    }

    @Test
    void isDecidedAtOnceWhereTheQuestionWasTheReason() {
        turn("the answer has more than 8 MB");
        turn("the answer has more than 8 MB");

        assertThat(cursor.lastEnd()).isEqualTo(TEN.minusSeconds(10 * 60));
    }

    private void turn(String reasonInCompany) {
        DueWindows due = DueWindows.of(rule, cursor.lastEnd(), now, SETTINGS.catchUp(), SETTINGS.chunk());
        Turn turn = new Turn(rule, cursor, due, List.of(), List.of());
        Map<Ask, WindowAnswer> answers = new HashMap<>();
        for (Ask ask : turn.asks()) {
            answers.put(ask, ask.alone() ? new WindowAnswer.Counted(0) : new WindowAnswer.Undecided(reasonInCompany));
        }
        Decision decision = Decider.decide(turn, answers, null, true, now, SETTINGS);
        cursor = new Cursor("heavy", decision.version(), decision.to(), 0, decision.failure());
        Cursor.Failure failure = decision.failure();
        now = failure == null ? now : failure.retryAt();
    }
}

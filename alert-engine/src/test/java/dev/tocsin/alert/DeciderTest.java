package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.Cursor;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Groups by the thousands, and memory that has an end. */
class DeciderTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MOST = 50_000;

    private final Rule below = RulesForTests.rule("""
            groupBy: [host.name]
            maxGroups: 2
            seenWithin: 5m
            condition: {count: hits, threshold: {below: 1}}
            window: 1m
            every: 1m
            delay: 15s
            """);
    private final Rule each = RulesForTests.rule("""
            groupBy: [host.name]
            condition: {each: event}
            window: 1m
            every: 1m
            delay: 15s
            """);

    @Test
    void whatDoesNotFitWaitsForAnotherSlice() {
        Turn turn = turn(each, 3, List.of());
        Map<Ask, WindowAnswer> answers = answers(turn, hosts("h", 0, 1));

        Decision slice = decide(turn, answers, 1);
        Decision whole = decide(turn, answers, RoundMemory.STANDARD_BYTES);

        assertThat(slice.windows()).isEqualTo(1);
        assertThat(slice.to()).isEqualTo(TEN.minusSeconds(120));
        assertThat(slice.failure()).isNull();
        assertThat(whole.windows()).isEqualTo(3);
        assertThat(whole.isTimeToTell()).isTrue();
    }

    @Test
    void whatIsHeldIsToldBeforeItIsMoreThanFits() {
        Turn turn = turn(each, 3, List.of());
        Map<Ask, WindowAnswer> answers = answers(turn, hosts("h", 0, 100));
        long memory = 1 << 20;

        Decision first = decide(turn, answers, memory);
        Decision second = decide(turn.with(List.of(), first.transitions()), answers, memory);

        assertThat(first.windows()).isEqualTo(1);
        assertThat(first.isTimeToTell()).isFalse();
        assertThat(second.isTimeToTell()).isTrue();
    }

    @Test
    void calmGroupsThatAreNotJudgedComeToTheirEnd() {
        // given: more than are judged, five of them unseen for longer than they are remembered
        Turn turn = turn(
                below, 1, remembered("gone", 5, TEN.minusSeconds(301)), remembered("late", 5, TEN.minusSeconds(300)));

        // when
        Decision decision = decide(turn, answers(turn, hosts("here", 0, 3)), RoundMemory.STANDARD_BYTES);

        // then
        assertThat(names(decision.forgotten()))
                .allMatch(name -> name.startsWith("gone"))
                .hasSize(5);
        assertThat(decision.transitions())
                .extracting(Transition::kind)
                .containsOnly(TransitionKind.FIRED)
                .hasSize(2);
        assertThat(window(decision)).doesNotContainKey("groups_forgotten");
    }

    @Test
    void ofTooManyCalmGroupsThoseSeenLastAreRemembered() {
        // given: as many as are remembered, and a window of others
        Turn turn = turn(
                below,
                1,
                remembered("old", MOST - 1_000, TEN.minusSeconds(120)),
                remembered("new", 1_000, TEN.minusSeconds(60)));

        // when
        Decision decision = decide(turn, answers(turn, hosts("here", 0, 10_000)), RoundMemory.STANDARD_BYTES);

        // then: who fires stays
        assertThat(decision.transitions())
                .extracting(Transition::kind)
                .containsOnly(TransitionKind.FIRED)
                .hasSize(2);
        assertThat(names(decision.forgotten()))
                .allMatch(name -> name.startsWith("old"))
                .hasSize(9_998);
        assertThat(window(decision).getInt("groups_forgotten")).isEqualTo(9_998);
        assertThat(window(decision).getInt("groups_cut")).isEqualTo(MOST + 10_000 - 2);
    }

    private static Decision decide(Turn turn, Map<Ask, WindowAnswer> answers, long memory) {
        return Decider.decide(
                turn, answers, null, true, TEN.plusSeconds(15), CycleSettings.STANDARD, new RoundMemory(memory));
    }

    @SafeVarargs
    private static Turn turn(Rule rule, int windows, List<AlertState>... alerts) {
        Cursor cursor = new Cursor(rule.name(), rule.version(), TEN.minusSeconds(60L * windows), 0, null);
        DueWindows due = DueWindows.of(rule, cursor.lastEnd(), TEN.plusSeconds(15), Duration.ofHours(24), 60);
        List<AlertState> all = new ArrayList<>();
        List.of(alerts).forEach(all::addAll);
        return new Turn(rule, cursor, due, all, List.of());
    }

    private List<AlertState> remembered(String name, int count, Instant lastSeen) {
        return hosts(name, 0, count).keySet().stream()
                .map(group -> AlertState.normal(group, below.version(), lastSeen))
                .toList();
    }

    private static Map<Ask, WindowAnswer> answers(Turn turn, Map<GroupKey, Long> hits) {
        Map<Ask, WindowAnswer> answers = new HashMap<>();
        turn.asks().forEach(ask -> answers.put(ask, WindowAnswer.Grouped.ofHits(hits, hits.size())));
        return answers;
    }

    private static Map<GroupKey, Long> hosts(String name, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new GroupKey(Map.of("host.name", name + i)))
                .collect(Collectors.toMap(group -> group, _ -> 1L));
    }

    private static List<String> names(List<GroupKey> groups) {
        return groups.stream().map(group -> group.values().get("host.name")).toList();
    }

    private static JsonObject window(Decision decision) {
        return decision.history().stream()
                .filter(entry -> entry.kind().equals("window"))
                .map(HistoryEntry::document)
                .findFirst()
                .orElseThrow();
    }
}

package dev.tocsin.alert.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random histories against an oracle that is written the other way round: it does not step, it looks at the whole
 * history for each question.
 */
class StateMachineHistoryTest {
    private static final int MINUTES = 300;

    /** What people are told, minute by minute, read off the whole history. */
    private static List<String> oracle(String history, int pendingFor, int keepFor, boolean noDataIsCalm) {
        List<String> told = new ArrayList<>();
        String decided = noDataIsCalm ? history.replace('n', '.') : history;
        int i = 0;
        while (i < decided.length()) {
            // The first minute of a run of breaches, with nothing calm before it fires.
            if (!isBreach(decided.charAt(i))) {
                i++;
                continue;
            }
            int begin = i;
            int fires = firstWith(decided, begin, pendingFor, true);
            if (fires < 0) {
                int calm = decided.indexOf('.', begin);
                if (calm < 0) {
                    return told;
                }
                i = calm + 1;
                continue;
            }
            told.add((fires + 1) + " FIRED since " + (begin + 1) + " " + decided.charAt(fires));
            char severity = decided.charAt(fires);
            int end = -1;
            for (int at = fires + 1; at < decided.length() && end < 0; at++) {
                char now = decided.charAt(at);
                if (now == 'c' && severity == 'w') {
                    told.add((at + 1) + " ESCALATED");
                }
                severity = isBreach(now) ? now : severity;
                if (now == '.' && startsCalm(decided, at)) {
                    end = firstWith(decided, at, keepFor, false);
                    if (end < 0 && noBreachAfter(decided, at)) {
                        return told;
                    }
                }
            }
            if (end < 0) {
                return told;
            }
            told.add((end + 1) + " RESOLVED");
            i = end + 1;
        }
        return told;
    }

    private static boolean isBreach(char verdict) {
        return verdict == 'w' || verdict == 'c';
    }

    /** The first of its kind since the last breach: minutes that were not decided do not count. */
    private static boolean startsCalm(String history, int at) {
        for (int before = at - 1; before >= 0; before--) {
            if (isBreach(history.charAt(before))) {
                return true;
            }
            if (history.charAt(before) == '.') {
                return false;
            }
        }
        return false;
    }

    private static boolean noBreachAfter(String history, int at) {
        return history.substring(at).chars().noneMatch(c -> isBreach((char) c));
    }

    /** The minute at which as many decided minutes of one kind have followed the first one; -1 if the other kind comes before. */
    private static int firstWith(String history, int first, int minutes, boolean breach) {
        int decided = 0;
        for (int at = first; at < history.length(); at++) {
            char now = history.charAt(at);
            if (now == 'n' || now == 'u') {
                continue;
            }
            if (isBreach(now) != breach) {
                return -1;
            }
            if (decided == minutes) {
                return at;
            }
            decided++;
        }
        return -1;
    }

    private static List<String> machine(Rule rule, String history) {
        List<String> told = new ArrayList<>();
        AlertState state = AlertState.unknown(GroupKey.ALL, rule.version());
        for (int i = 1; i <= history.length(); i++) {
            Step step = StateMachine.advance(
                    rule,
                    state,
                    new GroupVerdict(GroupKey.ALL, StateMachineTest.verdict(history.charAt(i - 1)), true),
                    StateMachineTest.minute(i),
                    StateMachineTest.minute(i - 1).end());
            state = step.next();
            for (Transition transition : step.transitions()) {
                switch (transition.kind()) {
                    case FIRED ->
                        told.add(i + " FIRED since "
                                + (transition.since().getEpochSecond()
                                                - StateMachineTest.minute(1)
                                                        .start()
                                                        .getEpochSecond())
                                        / 60
                                + " "
                                + history.charAt(i - 1));
                    case ESCALATED, RESOLVED -> told.add(i + " " + transition.kind());
                    default -> {}
                }
            }
        }
        return told;
    }

    @RepeatedTest(300)
    void agreesWithTheOracle(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        int pendingFor = random.nextInt(5);
        int keepFor = random.nextInt(5);
        boolean noDataIsCalm = random.nextBoolean();
        int stickiness = 1 + random.nextInt(6);
        StringBuilder history = new StringBuilder();
        char now = '.';
        for (int i = 0; i < MINUTES; i++) {
            if (random.nextInt(stickiness) == 0) {
                now = "..wwcnu".charAt(random.nextInt(7));
            }
            history.append(now);
        }
        Rule rule = StateMachineTest.rule("for: %dm\nkeepFiringFor: %dm\nnoData: %s"
                .formatted(pendingFor, keepFor, noDataIsCalm ? "ok" : "keep")
                .replace("for: 0m\n", "")
                .replace("keepFiringFor: 0m\n", ""));

        assertThat(machine(rule, history.toString()))
                .as("seed %d, for %d, keep %d, ok %s, %s", seed, pendingFor, keepFor, noDataIsCalm, history)
                .isEqualTo(oracle(history.toString(), pendingFor, keepFor, noDataIsCalm));
    }

    /** What is between is calm for who does not fire, and for who does it goes on as it was. */
    @RepeatedTest(300)
    void whatIsBetweenIsCalmOrGoesOn(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        Random random = new Random(seed);
        Rule rule = StateMachineTest.rule(
                "for: %dm\nkeepFiringFor: %dm".formatted(random.nextInt(1, 4), random.nextInt(1, 4)));
        StringBuilder history = new StringBuilder();
        StringBuilder without = new StringBuilder();
        AlertState state = AlertState.unknown(GroupKey.ALL, rule.version());
        for (int i = 1; i <= MINUTES; i++) {
            char now = "..wwcbbbu".charAt(random.nextInt(9));
            boolean fires = state.status() == AlertStatus.ALERTING || state.status() == AlertStatus.RECOVERING;
            char asIf = now != 'b' ? now : !fires ? '.' : state.severity() == Severity.CRITICAL ? 'c' : 'w';
            history.append(now);
            without.append(asIf);
            state = StateMachine.advance(
                            rule,
                            state,
                            new GroupVerdict(GroupKey.ALL, StateMachineTest.verdict(asIf), true),
                            StateMachineTest.minute(i),
                            StateMachineTest.minute(i - 1).end())
                    .next();
        }

        assertThat(machine(rule, history.toString()).stream().map(told -> told.replaceAll(" [wcb]$", "")))
                .as("seed %d, %s", seed, history)
                .isEqualTo(machine(rule, without.toString()).stream()
                        .map(told -> told.replaceAll(" [wcb]$", ""))
                        .toList());
    }
}

package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatchUpTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    /** One word per transition: episode, kind and, where it matters, w or c; a window each. */
    private static List<Transition> transitions(String words) {
        List<Transition> transitions = new ArrayList<>();
        int minute = 0;
        for (String word : words.split(" ")) {
            minute++;
            String[] parts = word.split(":");
            transitions.add(new Transition(
                    "r",
                    "v",
                    GroupKey.ALL,
                    new Window(START.plusSeconds(60L * minute - 60), START.plusSeconds(60L * minute)),
                    TransitionKind.valueOf(parts[1]),
                    AlertStatus.NORMAL,
                    AlertStatus.NORMAL,
                    parts[0],
                    START,
                    parts.length > 2 && parts[2].equals("c") ? Severity.CRITICAL : Severity.WARNING,
                    (double) minute,
                    null,
                    "minute " + minute,
                    null));
        }
        return transitions;
    }

    private static String inWords(Transition transition) {
        return transition.episodeId() + ":" + transition.kind() + "@"
                + transition.at().getEpochSecond() / 60 % 60 + ":"
                + (transition.severity() == Severity.CRITICAL ? "c" : "w") + ":"
                + transition.reason().replace("minute ", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # still firing: once, with how it stands
            a:FIRED:w                                      | a:FIRED@1:w:1
            a:FIRED:w a:ESCALATED:c                        | a:FIRED@1:c:2
            a:FIRED:c a:DEESCALATED:w                      | a:FIRED@1:w:2
            a:PENDING:w a:FIRED:w a:RECOVERING:w           | a:FIRED@2:w:2
            a:FIRED:w a:RECOVERING:w a:RELAPSED:w          | a:FIRED@1:w:1
            a:NO_DATA:c                                    | a:NO_DATA@1:c:1
            # over: beginning and end, with the worst of it
            a:FIRED:w a:RESOLVED:w                         | a:FIRED@1:w:1 a:RESOLVED@2:w:2
            a:FIRED:w a:ESCALATED:c a:DEESCALATED:w a:RESOLVED:w | a:FIRED@1:c:2 a:RESOLVED@4:w:4
            a:FIRED:w a:EXPIRED:w                          | a:FIRED@1:w:1 a:RESOLVED@2:w:2
            a:ERROR:c a:RESOLVED:c                         | a:ERROR@1:c:1 a:RESOLVED@2:c:2
            # begun before: what changed
            a:RESOLVED:w                                   | a:RESOLVED@1:w:1
            a:EXPIRED:w                                    | a:EXPIRED@1:w:1
            a:ESCALATED:c                                  | a:ESCALATED@1:c:1
            a:ESCALATED:c a:DEESCALATED:w                  | ''
            a:ESCALATED:c a:DEESCALATED:w a:ESCALATED:c    | a:ESCALATED@3:c:3
            a:ESCALATED:c a:RESOLVED:c                     | a:RESOLVED@2:c:2
            a:RECOVERING:w a:RELAPSED:w                    | ''
            # nobody is told of what only might have become an alert
            a:PENDING:w a:PENDING_DROPPED:w                | ''
            # episodes keep apart and in order
            a:RESOLVED:w b:FIRED:w b:RESOLVED:w c:FIRED:w  | a:RESOLVED@1:w:1 b:FIRED@2:w:2 b:RESOLVED@3:w:3 c:FIRED@4:w:4
            """)
    void tellsSeveralWindowsAsOneStory(String happened, String told) {
        assertThat(CatchUp.collapse(transitions(happened)).stream()
                        .map(CatchUpTest::inWords)
                        .toList())
                .containsExactlyElementsOf(told.isEmpty() ? List.of() : List.of(told.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({"a:EVENT, 1, minute 1", "a:EVENT b:EVENT c:EVENT, 6, 6 events in 3 windows"})
    void eventsBecomeOneNumber(String happened, double sum, String reason) {
        List<Transition> told = CatchUp.collapse(transitions(happened));

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().value()).isEqualTo(sum);
        assertThat(told.getFirst().reason()).isEqualTo(reason);
        assertThat(told.getFirst().window().start()).isEqualTo(START);
    }
}

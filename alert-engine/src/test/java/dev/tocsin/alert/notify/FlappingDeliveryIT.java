package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.StateMachine;
import dev.tocsin.alert.state.Step;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.alert.store.PostgresFlapping;
import dev.tocsin.alert.store.PostgresOutbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people hear of an alert that flaps: decided step by step, told by a real outbox. */
final class FlappingDeliveryIT {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresOutbox outbox = house.outbox("engine");
    private final PostgresFlapping flapping = new PostgresFlapping(house.jdbc);
    private final Router router = new Router(Lanes.withoutInterval("alerts"), Set.of("alerts"));
    private final HeardChannel channel = new HeardChannel();
    private final ChannelLane lane = new ChannelLane(
            channel,
            outbox,
            new Circumstances(flapping::now, Cares.NONE, rule -> true, () -> 0),
            Lanes.AT_ONCE,
            new Random(1),
            new DeliveryMetrics(new SimpleMeterRegistry(), List.of()));
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void empty() {
        house.template.execute("truncate alert");
    }

    /** A letter a minute: w warning, c critical, a dot is calm; five still minutes end it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            w.w.w.w.w.     | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping
            # what fires when it holds still is told then
            w.w.wwwwwww    | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping, 10 FIRED
            w.w.wwwwwww.   | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping, 10 FIRED, 12 RESOLVED
            # what is calm is over
            w.w.w........w | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping, 14 FIRED
            # what is worse than ever is told, and then its end
            w.w.w.c.c.     | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping, 7 FIRED flapping, 8 RESOLVED
            w.w.wcw.w      | 1 FIRED, 2 RESOLVED, 3 FIRED, 4 RESOLVED flapping, 6 ESCALATED flapping, 8 RESOLVED
            """)
    void isToldThatItFlapsAndAgainWhenItHoldsStill(String verdicts, String expected) {
        Rule rule = RulesForTests.rule(
                "condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}\n"
                        + "window: 1m\nevery: 1m\nflapping: {changes: 4, of: 5}\n");
        AlertState state = AlertState.unknown(GroupKey.ALL, rule.version());
        for (int minute = 1; minute <= verdicts.length(); minute++) {
            Instant end = START.plusSeconds(60L * minute);
            Step step = StateMachine.advance(
                    rule,
                    state,
                    new GroupVerdict(GroupKey.ALL, verdict(verdicts.charAt(minute - 1)), true),
                    new Window(end.minusSeconds(60), end),
                    end.minusSeconds(60));
            state = step.next();
            write(state);
            step.transitions().stream()
                    .filter(transition -> Router.pages(transition.kind()))
                    .map(FlappingDeliveryIT::notice)
                    .forEach(notice -> outbox.add(router.intentsFor(notice, List.of(), Instant.EPOCH, false)));
            outbox.review(flapping.now(), any -> true);
            Lanes.drain(lane);
            for (Message message : channel.heard) {
                boolean saysSo = new Sentences(PLAIN).about(message.first()).contains("It is flapping: changed ");
                told.add(minute + " " + message.tale() + (saysSo ? " flapping" : ""));
            }
            channel.heard.clear();
        }

        assertThat(String.join(", ", told)).isEqualTo(expected);
    }

    private static final Sentences.Markup PLAIN = new Sentences.Markup() {
        @Override
        public String strong(String text) {
            return text;
        }

        @Override
        public String code(String text, int longest) {
            return text;
        }

        @Override
        public String lines(String text, int longest) {
            return text;
        }
    };

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'w' -> new Verdict.Breach(Severity.WARNING, 11, 10.0);
            case 'c' -> new Verdict.Breach(Severity.CRITICAL, 101, 100.0);
            default -> new Verdict.Calm(1);
        };
    }

    private static AlertNotice notice(Transition transition) {
        return Notices.of(transition.kind())
                .severity(transition.severity())
                .since(transition.since())
                .end(transition.at())
                .episode(transition.episodeId())
                .flapping(transition.flapping())
                .build();
    }

    /** As the engine commits it, with what was decided. */
    private void write(AlertState state) {
        house.template.execute("delete from alert");
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, episode_id, flapping_since)
                        values ('checkout-errors', 'all', '{}', 'v', :status, :episode, :since::timestamptz)""")
                .param("status", state.status().name())
                .param("episode", state.episodeId())
                .param(
                        "since",
                        state.flaps().since() == null
                                ? null
                                : String.valueOf(state.flaps().since()))
                .update();
    }
}

package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Escalation;
import dev.tocsin.alert.route.Grouping;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.alert.store.PostgresOutbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages that live, repeats, escalation and the timers of groups, on a real outbox. */
final class LivingDeliveryIT {
    private static final Acknowledgement BY_KIM =
            new Acknowledgement("any", Severity.CRITICAL, "kim", "", Notices.FIRST, null);
    private static final Duration HOUR = Duration.ofHours(1);

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresOutbox outbox = house.outbox("engine");
    private final HeardLives channel = new HeardLives();
    private final Map<String, Care> care = new HashMap<>();
    private final Cares cares = new Cares() {
        @Override
        public boolean isAny() {
            return !care.isEmpty();
        }

        @Override
        public Map<String, Care> of(Collection<String> episodeIds) {
            return care;
        }
    };
    private Router router = new Router(Routes.to("alerts"), Set.of("alerts"), Set.of("alerts"));
    private final ChannelLane lane = lane(channel);

    @Test
    void oneMessageLivesFromTheFirstAlertOfAGroupToTheEndOfItsLast() {
        begin("a");
        deliver();
        begin("b");
        deliver();
        end("a");
        deliver();
        end("b");
        deliver();

        assertThat(channel.told)
                .extracting(Life::id)
                .hasSize(4)
                .containsOnly(channel.last().id());
        assertThat(channel.told)
                .extracting(Life::reference)
                .containsExactly(null, "message 1", "message 1", "message 1");
        assertThat(channel.told).extracting(Life::isOver).containsExactly(false, false, false, true);
        assertThat(channel.last().alerts())
                .extracting(alert -> alert.breach().value())
                .containsOnly(143.0);

        begin("a");
        deliver();
        assertThat(channel.last().reference()).isNull();
        assertThat(channel.last().alerts()).hasSize(1);
    }

    @Test
    void anEngineThatTakesOverGoesOnWithTheSameMessage() {
        begin("a");
        deliver();
        house.template.execute("update delivery_lane set expires_at = '-infinity'");
        HeardLives other = new HeardLives();
        end("a");
        ChannelLane next = new ChannelLane(
                other, house.outbox("other"), Lanes.undisturbed(), Lanes.AT_ONCE, new Random(1), metrics());
        Lanes.drain(next);

        assertThat(other.last().reference()).isEqualTo("message 1");
        assertThat(other.last().isOver()).isTrue();
    }

    @Test
    void aTryWithoutAnAnswerKeepsItsLife() {
        begin("a");
        channel.next = new DeliveryOutcome.Unknown("no answer");
        deliver();
        deliver();

        assertThat(channel.told)
                .hasSize(2)
                .extracting(Life::id)
                .containsOnly(channel.last().id());
        assertThat(channel.heard).extracting(Message::mayBeRepeat).containsExactly(false, true);
    }

    @Test
    void stepsThatCallNobodyAreToldWhereTheyChangeAMessage() {
        begin("a");
        add(notice(TransitionKind.RECOVERING, "a", Severity.CRITICAL));
        deliver();
        add(notice(TransitionKind.RECOVERING, "c", Severity.CRITICAL));
        deliver();

        assertThat(channel.told).as("c was never told of").hasSize(1);
        assertThat(channel.heard.getFirst().tale()).isEqualTo(Tale.FIRED);
    }

    @Test
    void showsWhoLooksAfterAnAlertWithoutNews() {
        begin("a");
        deliver();
        lookAgain();
        assertThat(channel.shown).isEmpty();

        care.put(episode("a"), new Care.LookedAfter(BY_KIM));
        lookAgain();
        lookAgain();

        assertThat(channel.shown).singleElement().satisfies(life -> {
            assertThat(life.reference()).isEqualTo("message 1");
            assertThat(life.alerts().getFirst().acknowledged()).isTrue();
            assertThat(life.alerts().getFirst().remarks()).containsExactly("acknowledged by kim");
        });
    }

    @Test
    void whatTakesAWhileIsBegunOnceTheMessageIsThereAndShownWhenItIsReady() {
        begin("a");
        deliver();
        assertThat(channel.preparing)
                .singleElement()
                .satisfies(life -> assertThat(life.reference()).isEqualTo("message 1"));
        assertThat(channel.shown).isEmpty();

        channel.ready.add(channel.last().id());
        channel.nextShown = new DeliveryOutcome.TryLater(Optional.empty(), "not now");
        deliver();
        lookAgain();
        lookAgain();

        assertThat(channel.shown)
                .as("once more after a failure, and not again")
                .hasSize(2)
                .extracting(Life::reference)
                .containsOnly("message 1");
    }

    @Test
    void whatIsReadyAfterTheEndIsShownStill() {
        begin("a");
        deliver();
        end("a");
        deliver();
        channel.shown.clear();

        channel.ready.add(channel.last().id());
        deliver();

        assertThat(channel.shown).singleElement().satisfies(life -> {
            assertThat(life.isOver()).isTrue();
            assertThat(life.reference()).isEqualTo("message 1");
        });
    }

    @Test
    void whatIsReadyLongAfterTheEndIsNot() {
        begin("a");
        deliver();
        end("a");
        deliver();
        channel.shown.clear();
        house.template.update("update living_message set closed_at = closed_at - interval '1 hour'");

        channel.ready.add(channel.last().id());
        channel.ready.add("unknown");
        deliver();

        assertThat(channel.shown).isEmpty();
    }

    @Test
    void tellsAgainWhatFiresStillAndNotWhatSomebodyLooksAfter() {
        begin("a");
        begin("b");
        deliver();
        house.template.execute("update outbox set finished_at = finished_at - interval '5 hours'");
        house.template.execute(
                "update alert set judged_value = 150, judged_start = now() - interval '5 minutes', judged_end = now()");
        care.put(episode("b"), new Care.LookedAfter(BY_KIM));

        assertThat(reminders().look()).isEqualTo(1);
        assertThat(reminders().look()).as("it waits already").isZero();
        deliver();
        assertThat(reminders().look()).as("it was told just now").isZero();

        Message again = channel.heard.getLast();
        assertThat(again.tale()).isEqualTo(Tale.STILL);
        assertThat(again.first().notice().value()).isEqualTo(150.0);
        assertThat(again.stories()).hasSize(1);
    }

    @Test
    void nobodyIsToldAgainOfWhatIsOver() {
        begin("a");
        deliver();
        house.template.execute("update outbox set finished_at = finished_at - interval '5 hours'");
        end("a");

        assertThat(reminders().look()).isZero();
    }

    @Test
    void othersHearOfWhatNobodyAcknowledges() {
        router = new Router(
                new Routes(
                        Optional.of("alerts"),
                        new Grouping(
                                List.of("rule"),
                                Optional.empty(),
                                Duration.ZERO,
                                Duration.ZERO,
                                List.of(new Escalation(HOUR, "boss"))),
                        List.of(),
                        List.of(),
                        List.of()),
                Set.of("alerts", "boss"),
                Set.of("alerts"));
        begin("a");
        begin("b");
        deliver();
        care.put(episode("b"), new Care.LookedAfter(BY_KIM));
        assertThat(reminders().look()).isZero();
        house.template.execute("update outbox set finished_at = finished_at - interval '61 minutes'");

        assertThat(reminders().look()).isEqualTo(1);
        assertThat(reminders().look()).isZero();
        HeardChannel boss = new HeardChannel("boss");
        Lanes.drain(lane(boss));
        end("a");
        end("b");
        Lanes.drain(lane(boss));

        assertThat(boss.tales()).containsExactly(Tale.FIRED, Tale.RESOLVED);
        assertThat(boss.heard.getFirst().first().remarks()).containsExactly("Nobody acknowledged it within 1 h.");
    }

    /** A channel that posts anew each time. */
    @Test
    void postsAboutAGroupAreApartUnlessItGetsWorseOrIsOver() {
        router = new Router(Routes.to("alerts"), Set.of("alerts"));
        HeardChannel plain = new HeardChannel();
        ChannelLane posts = lane(plain);
        add(begun("a", Severity.WARNING));
        Lanes.drain(posts);
        add(begun("b", Severity.WARNING));
        Lanes.drain(posts);
        assertThat(plain.heard).as("the second warning waits").hasSize(1);

        add(begun("c", Severity.CRITICAL));
        Lanes.drain(posts);
        assertThat(plain.heard)
                .as("what is worse does not, and takes along what waits")
                .hasSize(2);

        add(begun("d", Severity.CRITICAL));
        end("a");
        Lanes.drain(posts);
        assertThat(plain.heard)
                .as("as bad as before, and the end of one of several")
                .hasSize(2);

        end("b");
        end("c");
        end("d");
        Lanes.drain(posts);
        assertThat(plain.heard.getLast().tale()).isIn(Tale.RESOLVED, Tale.OVER);
        assertThat(open()).isZero();
    }

    @Test
    void manyGroupsAtOnceAreOneMessageThatIsKeptUpToDate() {
        for (int rule = 0; rule < 30; rule++) {
            add(ofRule(TransitionKind.FIRED, rule));
        }
        deliver();
        add(ofRule(TransitionKind.FIRED, 30));
        deliver();
        for (int rule = 0; rule < 30; rule++) {
            add(ofRule(TransitionKind.RESOLVED, rule));
        }
        deliver();

        assertThat(channel.told).hasSize(3);
        assertThat(channel.told.getFirst().alerts()).hasSize(30);
        assertThat(channel.told.get(1).id())
                .as("a single one has a message of its own")
                .isNotEqualTo(channel.told.getFirst().id());
        assertThat(channel.last().id()).isEqualTo(channel.told.getFirst().id());
        assertThat(channel.last().isOver()).isTrue();
        assertThat(channel.heard.getFirst().stories()).hasSize(30);
    }

    @Test
    void whatIsRefusedOfManyGroupsIsTriedOneByOne() {
        HeardChannel picky = new HeardChannel() {
            @Override
            public DeliveryOutcome send(Message message) {
                super.send(message);
                return message.stories().stream()
                                .anyMatch(story -> story.notice().rule().equals("rule-7"))
                        ? new DeliveryOutcome.Refused("too odd")
                        : new DeliveryOutcome.Delivered("ok");
            }
        };
        router = new Router(Routes.to("alerts"), Set.of("alerts"));
        for (int rule = 0; rule < 12; rule++) {
            add(ofRule(TransitionKind.FIRED, rule));
        }
        Lanes.drain(lane(picky));

        assertThat(picky.heard)
                .extracting(message -> message.stories().size())
                .startsWith(12)
                .hasSize(13);
        assertThat(house.jdbc
                        .sql("select rule from outbox where state = 'dead'")
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly("rule-7");
    }

    @Test
    void whatIsRefusedOfManyGroupsIsTriedOneByOneWhereMessagesLive() {
        channel.next = new DeliveryOutcome.Refused("too long");
        for (int rule = 0; rule < 12; rule++) {
            add(ofRule(TransitionKind.FIRED, rule));
        }
        deliver();

        assertThat(channel.heard)
                .extracting(message -> message.stories().size())
                .startsWith(12, 1)
                .hasSize(13);
        assertThat(states()).containsOnly("sent");
    }

    /** Else the end would be told first, by another group, and the beginning minutes later. */
    @Test
    void theEndStaysInTheGroupOfItsBeginningWhateverTheRoutesSayByThen() {
        router = new Router(Routes.to("plain"), Set.of("plain"));
        add(begun("a", Severity.WARNING));
        router = new Router(
                new Routes(
                        Optional.of("plain"),
                        new Grouping(List.of("host"), Optional.empty(), Duration.ZERO, HOUR, List.of()),
                        List.of(),
                        List.of(),
                        List.of()),
                Set.of("plain"));
        end("a");

        assertThat(house.jdbc
                        .sql("select distinct group_key from outbox")
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly("checkout-errors");
        HeardChannel plain = new HeardChannel("plain");
        Lanes.drain(lane(plain));
        assertThat(plain.tales()).containsExactly(Tale.OVER);
    }

    @Test
    void aValueOfAGroupMayBeAsLongAsALogLikes() {
        router = new Router(
                new Routes(
                        Optional.of("alerts"),
                        new Grouping(List.of("..."), Optional.empty(), Duration.ZERO, HOUR, List.of()),
                        List.of(),
                        List.of(),
                        List.of()),
                Set.of("alerts"),
                Set.of("alerts"));
        StringBuilder value = new StringBuilder();
        new Random(1).ints(8_000, 33, 126).forEach(character -> value.append((char) character));

        begin(value.toString());
        deliver();

        assertThat(channel.told).hasSize(1);
    }

    @Test
    void aMessageOfVeryManyIsNotOverWhileOneOfThemFires() {
        for (int host = 0; host < 600; host++) {
            begin("host-" + host);
        }
        deliver();
        for (int host = 1; host < 600; host++) {
            end("host-" + host);
        }
        deliver();

        assertThat(channel.last().isOver()).isFalse();
        assertThat(channel.last().alerts().size() + channel.last().more()).isEqualTo(600);
        assertThat(channel.last().alerts()).anyMatch(alert -> alert.end() == null);
    }

    @Test
    void whatCouldNotBeToldIsToldAgainLikeTheRest() {
        begin("a");
        channel.next = new DeliveryOutcome.Refused("the token is gone");
        deliver();
        assertThat(states()).containsOnly("dead");
        house.template.execute("update outbox set finished_at = finished_at - interval '5 hours'");

        assertThat(reminders().look()).isEqualTo(1);
        deliver();

        assertThat(channel.heard.getLast().tale()).isEqualTo(Tale.STILL);
    }

    @Test
    void nobodyIsRemindedOfWhatSomebodyTookInHandMeanwhileNorOfRulesThatAreNotWatched() {
        begin("a");
        deliver();
        house.template.execute("update outbox set finished_at = finished_at - interval '5 hours'");
        assertThat(new Reminders(outbox, () -> router, cares, _ -> List.of(), rule -> false, house::now).look())
                .isZero();
        assertThat(reminders().look()).isEqualTo(1);
        care.put(episode("a"), new Care.LookedAfter(BY_KIM));
        deliver();

        assertThat(channel.heard).hasSize(1);
        assertThat(states()).containsExactly("sent", "unsaid");
    }

    private List<String> states() {
        return house.jdbc
                .sql("select state from outbox order by position")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private static AlertNotice ofRule(TransitionKind kind, int rule) {
        return Notices.of(kind)
                .rule("rule-" + rule)
                .episode("episode of " + rule)
                .end(Instant.EPOCH.plusSeconds(60L * kind.ordinal()))
                .build();
    }

    private long open() {
        return house.jdbc
                .sql("select count(*) from outbox where state = 'waiting'")
                .query(Long.class)
                .single();
    }

    private Reminders reminders() {
        return new Reminders(outbox, () -> router, cares, _ -> List.of(), rule -> true, house::now);
    }

    private ChannelLane lane(Channel to) {
        return new ChannelLane(
                to,
                outbox,
                new Circumstances(() -> Suppressions.NONE, cares, rule -> true, () -> 0),
                Lanes.AT_ONCE,
                new Random(1),
                metrics());
    }

    private static DeliveryMetrics metrics() {
        return new DeliveryMetrics(new SimpleMeterRegistry(), List.of());
    }

    private void begin(String host) {
        add(begun(host, Severity.CRITICAL));
    }

    private AlertNotice begun(String host, Severity severity) {
        AlertNotice notice = notice(TransitionKind.FIRED, host, severity);
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)
                        values ('checkout-errors', md5(:host), '{}', 'v', 'ALERTING', 'CRITICAL', clock_timestamp(), :episode)""")
                .param("host", host)
                .param("episode", notice.episodeId())
                .update();
        return notice;
    }

    private void end(String host) {
        house.jdbc.sql("delete from alert where group_id = md5(?)").param(host).update();
        add(notice(TransitionKind.RESOLVED, host, Severity.CRITICAL));
        episodes.merge(host, 1, Integer::sum);
    }

    private final Map<String, Integer> episodes = new HashMap<>();

    private String episode(String host) {
        return host + episodes.getOrDefault(host, 0);
    }

    private AlertNotice notice(TransitionKind kind, String host, Severity severity) {
        return Notices.of(kind)
                .group("host", host)
                .severity(severity)
                .end(Instant.EPOCH.plusSeconds(60L * kind.ordinal()))
                .episode(episode(host))
                .build();
    }

    private void add(AlertNotice notice) {
        outbox.add(router.intentsFor(notice, List.of(), house.now().minusSeconds(20), false));
    }

    private void deliver() {
        Lanes.drain(lane);
    }

    private void lookAgain() {
        lane.lookAgain();
        Lanes.drain(lane);
        lane.step();
    }
}

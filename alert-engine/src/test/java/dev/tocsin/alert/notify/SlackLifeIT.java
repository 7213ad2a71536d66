package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.chart.SeriesForTests;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackChannels;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.fakeslack.ChatMessage;
import dev.tocsin.fakeslack.FakeSlack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A living message in Slack with the real outbox and the real bot, while engines die and answers are lost: one message a
 * life, each piece of news in it or in its thread, once.
 */
final class SlackLifeIT {
    private final DeliveryHouse house = DeliveryHouse.empty();
    private final Router router = new Router(Routes.to("alerts"), Set.of("alerts"), Set.of("alerts"));
    private final AtomicInteger drawn = new AtomicInteger();
    private FakeSlack slack;
    private int engines;
    private int minute;

    /** When an engine dies at a message. */
    private enum Death {
        NEVER,
        BEFORE_SENDING,
        AFTER_SENDING,
        AFTER_RECORDING
    }

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
        slack.limitRate(false);
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void anEngineThatDiesAnywhereLeavesOneMessage(Death death) {
        begin("a");
        deliver(List.of(death));
        begin("b");
        deliver(List.of(death));
        end("a");
        end("b");
        deliver(List.of(death));

        List<ChatMessage> cards = cards();
        assertThat(cards).singleElement().satisfies(card -> {
            assertThat(card.text()).startsWith("🟢 RESOLVED");
            assertThat(newsOf(slack.replies(FakeSlack.ALERTS, card.ts()))).doesNotHaveDuplicates();
        });
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void eachStageHasOneChartWhateverEngineIsAtWork() {
        begin("a");
        ChannelLane first = lane(Death.NEVER);
        awaitCharts(first, 1);
        String posted = cards().getFirst().blocks().toString();

        ChannelLane second = lane(Death.NEVER);
        second.lookAgain();
        Lanes.drain(second);
        assertThat(slack.files()).isEqualTo(1);
        assertThat(cards().getFirst().blocks()).hasToString(posted);

        end("a");
        awaitCharts(second, 2);
        assertThat(cards()).singleElement().satisfies(card -> {
            assertThat(card.text()).startsWith("🟢 RESOLVED");
            assertThat(card.blocks().toString()).contains("\"slack_file\":{\"id\":\"F0000002\"}");
        });
        assertThat(drawn).hasValue(2);
    }

    private void awaitCharts(ChannelLane lane, int charts) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Lanes.drain(lane);
            return cards().getFirst().blocks().toString().contains("F000000" + charts);
        });
    }

    /** Grey, and told in the thread alone. */
    @ParameterizedTest
    @EnumSource(Death.class)
    void whatNobodyWatchesAnyMoreIsSaidOnceAndCallsNobody(Death death) {
        begin("a");
        AlertNotice fired = notice(TransitionKind.FIRED, "a");
        deliver(List.of());
        house.jdbc.sql("delete from alert").update();
        AlertNotice end = fired.unwatched(fired.window(), "the rule was removed");
        add(end);
        add(end);
        deliver(List.of(death));

        assertThat(cards()).singleElement().satisfies(card -> {
            assertThat(card.text()).startsWith("⚪ NO LONGER WATCHED");
            assertThat(slack.replies(FakeSlack.ALERTS, card.ts()))
                    .singleElement()
                    .satisfies(reply -> {
                        assertThat(reply.text()).contains("the rule was removed");
                        assertThat(reply.broadcast()).isFalse();
                    });
        });
        assertThat(house.jdbc
                        .sql("select count(*) from living_message where closed_at is null")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 6})
    void randomHistoriesWithDeathsAndLostAnswersShowEverythingOnce(long seed) {
        Random random = new Random(seed);
        Map<String, Boolean> open = new TreeMap<>();
        for (int step = 0; step < 40; step++) {
            String host = String.valueOf((char) ('a' + random.nextInt(3)));
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    if (open.putIfAbsent(host, true) == null) {
                        begin(host);
                    }
                }
                case 2 -> {
                    if (open.remove(host) != null) {
                        end(host);
                    }
                }
                default -> {
                    String method = random.nextBoolean() ? "chat.postMessage" : "chat.update";
                    switch (random.nextInt(4)) {
                        case 0 -> slack.dropNextAfterDoing(method, 1);
                        case 1 -> slack.dropNextBeforeDoing(method, 1);
                        case 2 -> slack.limitNext(method, 1, 0);
                        default -> {}
                    }
                    List<Death> deaths = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        deaths.add(Death.values()[random.nextInt(Death.values().length)]);
                    }
                    deliver(deaths);
                }
            }
        }
        open.keySet().forEach(this::end);
        deliver(List.of());

        Set<String> lives = new HashSet<>(house.jdbc
                .sql("select life from living_message")
                .query((row, number) -> row.getString(1))
                .list());
        assertThat(states()).as("seed %d", seed).containsOnly("sent");
        assertThat(cards()).as("seed %d", seed).hasSameSizeAs(lives).allSatisfy(card -> {
            assertThat(card.text()).matches("(?s)🟢 (RESOLVED|FIRED AND RESOLVED).*");
            assertThat(newsOf(slack.replies(FakeSlack.ALERTS, card.ts()))).doesNotHaveDuplicates();
        });
    }

    /** The last death that is listed is the last one: then it is delivered to the end. */
    private void deliver(List<Death> deaths) {
        for (Death death : deaths) {
            try {
                Lanes.drain(lane(death));
            } catch (Killed e) {
                continue;
            }
        }
        Lanes.drain(lane(Death.NEVER));
    }

    private ChannelLane lane(Death death) {
        house.template.execute("update delivery_lane set expires_at = '-infinity', next_at = '-infinity'");
        DeliveryQueue queue = house.outbox("engine-" + engines++);
        return new ChannelLane(
                new Mortal(bot(), death == Death.AFTER_RECORDING ? Death.NEVER : death),
                death == Death.AFTER_RECORDING ? new MortalQueue(queue) : queue,
                Lanes.undisturbed(),
                Lanes.AT_ONCE,
                new Random(1),
                new DeliveryMetrics(new SimpleMeterRegistry(), List.of()));
    }

    private LivingChannel bot() {
        Terms terms =
                new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(5), InstantSource.system());
        return (LivingChannel) ChannelConfigs.channel(
                new SlackChannels(DiscoverLinks.none(), terms, (breach, end) -> {
                    drawn.incrementAndGet();
                    return Optional.of(SeriesForTests.failing());
                }),
                Map.of("TOKEN", FakeSlack.BOT_TOKEN),
                "alerts: {slack: {token: \"${env:TOKEN}\", channel: " + FakeSlack.ALERTS + ", api: \"" + slack.api()
                        + "\"}}");
    }

    private void begin(String host) {
        minute++;
        AlertNotice notice = notice(TransitionKind.FIRED, host);
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)
                        values ('checkout-errors', :host, '{}', 'v', 'ALERTING', 'CRITICAL', :since, :episode)""")
                .param("host", host)
                .param("since", notice.since().atOffset(ZoneOffset.UTC))
                .param("episode", notice.episodeId())
                .update();
        add(notice);
    }

    private void end(String host) {
        String episode = house.jdbc
                .sql("select episode_id from alert where group_id = ?")
                .param(host)
                .query(String.class)
                .single();
        house.jdbc.sql("delete from alert where group_id = ?").param(host).update();
        minute++;
        add(Notices.of(TransitionKind.RESOLVED)
                .group("host", host)
                .since(Notices.FIRST)
                .end(end())
                .episode(episode)
                .build());
    }

    private AlertNotice notice(TransitionKind kind, String host) {
        return Notices.of(kind)
                .group("host", host)
                .since(end())
                .end(end())
                .episode(host + minute)
                .build();
    }

    private Instant end() {
        return Notices.FIRST.plusSeconds(60L * minute);
    }

    private void add(AlertNotice notice) {
        house.outbox("writer")
                .add(router.intentsFor(notice, List.of(), house.now().minusSeconds(1), false));
    }

    private List<ChatMessage> cards() {
        return slack.conversation(FakeSlack.ALERTS).stream()
                .filter(message -> !message.isReply())
                .toList();
    }

    private static List<String> newsOf(List<ChatMessage> replies) {
        return replies.stream().map(reply -> String.valueOf(reply.metadata())).toList();
    }

    private List<String> states() {
        return house.jdbc
                .sql("select state from outbox order by position")
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** Dies at its first message. */
    private static final class Mortal extends FaultyChannel implements LivingChannel {
        private final LivingChannel real;
        private final Death death;

        Mortal(LivingChannel real, Death death) {
            super(real, message -> End.NOT);
            this.real = real;
            this.death = death;
        }

        @Override
        public LivingOutcome tell(Life life, Message news) {
            if (death == Death.BEFORE_SENDING) {
                throw new Killed();
            }
            LivingOutcome outcome = real.tell(life, news);
            if (death == Death.AFTER_SENDING) {
                throw new Killed();
            }
            return outcome;
        }

        @Override
        public LivingOutcome show(Life life) {
            return real.show(life);
        }

        @Override
        public void prepare(Life life) {
            real.prepare(life);
        }

        @Override
        public List<String> prepared() {
            return real.prepared();
        }
    }

    /** Dies once something is recorded. */
    private static final class MortalQueue extends PassingQueue {
        MortalQueue(DeliveryQueue real) {
            super(real);
        }

        @Override
        public void recordLife(Attempt attempt, Life life, LivingOutcome outcome, Duration pause) {
            super.recordLife(attempt, life, outcome, pause);
            throw new Killed();
        }
    }
}

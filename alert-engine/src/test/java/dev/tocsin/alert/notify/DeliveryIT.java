package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.ScriptedServer;
import dev.tocsin.alert.notify.http.ScriptedServer.Received;
import dev.tocsin.alert.notify.slack.SlackChannels;
import dev.tocsin.alert.notify.webhook.Webhooks;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.alert.store.PostgresOutbox;
import dev.tocsin.fakeslack.FakeSlack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryIT {
    private static final ChannelLane.Pace AT_ONCE =
            new ChannelLane.Pace(Duration.ZERO, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Router router = new Router(Lanes.withoutInterval("alerts"), Set.of("alerts", "payments"));
    private FakeSlack slack;
    private int engines;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
        slack.limitRate(false);
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void deliversOnceAndRecordsIt() {
        add(Notices.fired().build());

        deliverAll(lane(newEngine()));

        assertThat(slack.messages()).hasSize(1);
        assertThat(states()).containsOnly("sent");
        assertThat(registry.counter("tocsin.notifications", "channel", "alerts", "outcome", "sent")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void sendsAgainAndSaysSoWhenItWasKilledBeforeSending() {
        add(Notices.fired().build());

        assertThatThrownBy(() -> deliverAll(lane(newEngine(), message -> FaultyChannel.End.BEFORE_SENDING)))
                .isInstanceOf(Killed.class);
        deliverAll(lane(newEngine()));

        assertThat(slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.payload().toString()).contains("Perhaps a repeat"));
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void sendsAgainAndSaysSoWhenItWasKilledAfterSending() {
        add(Notices.fired().build());

        assertThatThrownBy(() -> deliverAll(lane(newEngine(), message -> FaultyChannel.End.AFTER_SENDING)))
                .isInstanceOf(Killed.class);
        deliverAll(lane(newEngine()));

        assertThat(slack.messages()).hasSize(2);
        assertThat(slack.messages().getFirst().payload().toString()).doesNotContain("Perhaps a repeat");
        assertThat(slack.messages().getLast().payload().toString()).contains("Perhaps a repeat");
    }

    @Test
    void repeatsWithTheSameKeyAfterALostAnswerAndKeepsTheAnswerInTheHistory() {
        add(Notices.fired().build());
        try (ScriptedServer receiver =
                ScriptedServer.start().thenHangsUp().then(405, "no HEAD here").then(202, "stored as 7")) {
            deliverAll(laneTo(receiver));

            assertThat(receiver.received()).extracting(Received::method).containsExactly("POST", "HEAD", "POST");
            assertThat(receiver.posts())
                    .extracting(post -> post.headers().get("idempotency-key"))
                    .doesNotContainNull()
                    .hasSize(2)
                    .containsOnly(receiver.posts().getFirst().headers().get("idempotency-key"));
            assertThat(receiver.posts().getLast().body())
                    .isEqualTo(receiver.posts().getFirst().body());
        }
        assertThat(states()).containsOnly("sent");
        assertThat(house.jdbc
                        .sql("select document from history_queue where kind = 'notification'")
                        .query((row, number) -> row.getString(1))
                        .list())
                .singleElement()
                .asString()
                .contains("\"answer\":\"202 stored as 7\"", "\"attempts\":2");
    }

    /** Else one lost answer and a receiver that dislikes the look would silence a channel for a day. */
    @ParameterizedTest
    @CsvSource({"other-rule, 3", "checkout-errors, 1"})
    void letsOthersPassAMessageThatCannotBeRepeated(String rule, int looks) {
        add(Notices.fired().group("service.name", "first").build());
        try (ScriptedServer receiver = ScriptedServer.start().thenHangsUp()) {
            ChannelLane lane = laneTo(receiver);
            lane.step();
            add(Notices.fired().rule(rule).group("service.name", "second").build());
            for (int i = 0; i < looks; i++) {
                receiver.then(503, "");
            }
            receiver.then(200, "the other one")
                    .then(503, "")
                    .then(200, "a look")
                    .then(200, "the repeat");

            deliverAll(lane);

            assertThat(receiver.posts()).hasSize(3);
            assertThat(receiver.posts().get(1).text()).contains("second").doesNotContain("first");
            assertThat(receiver.posts().get(2).text()).contains("first");
            assertThat(receiver.received()).hasSize(looks + 5);
        }
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void doesNotTellWhatCameAfterBeforeWhatCannotBeRepeated() {
        add(Notices.fired().build());
        try (ScriptedServer receiver = ScriptedServer.start().thenHangsUp()) {
            ChannelLane lane = laneTo(receiver);
            lane.step();
            add(Notices.fired()
                    .episode("a later one")
                    .end(Notices.FIRST.plusSeconds(600))
                    .build());
            receiver.then(503, "").then(503, "");

            deliverAll(lane);

            assertThat(receiver.posts()).hasSize(3);
            assertThat(receiver.posts().get(1).body())
                    .isEqualTo(receiver.posts().get(0).body());
            assertThat(receiver.posts().get(2).text()).contains("a later one");
        }
    }

    private ChannelLane laneTo(ScriptedServer receiver) {
        Channel channel = ChannelConfigs.channel(
                new Webhooks(
                        DiscoverLinks.none(),
                        new Terms(
                                OutgoingRule.allowing(List.of("127.0.0.1")),
                                Duration.ofSeconds(8),
                                InstantSource.system())),
                Map.of(),
                "alerts: {webhook: {url: \"" + receiver.url() + "\"}}");
        return new ChannelLane(
                channel,
                newEngine(),
                Lanes.undisturbed(),
                AT_ONCE,
                new Random(1),
                new DeliveryMetrics(registry, List.of()));
    }

    @Test
    void doesNotRepeatWhatWasRecorded() {
        add(Notices.fired().build());
        PostgresOutbox outbox = newEngine();
        DeliveryQueue killedAfterRecording = new FaultyQueue(outbox, () -> {
            throw new Killed();
        });

        assertThatThrownBy(() -> deliverAll(lane(killedAfterRecording, message -> FaultyChannel.End.NOT)))
                .isInstanceOf(Killed.class);
        deliverAll(lane(newEngine()));

        assertThat(slack.messages()).hasSize(1);
    }

    @Test
    void doesNotRepeatWhatItKnowsWhenTheStoreIsDownForAWhile() {
        add(Notices.fired().build());
        AtomicInteger failures = new AtomicInteger(2);
        DeliveryQueue queue = new FaultyQueue(newEngine(), () -> {}) {
            @Override
            public void record(Attempt attempt, DeliveryOutcome outcome, Duration pause) {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("the database is down");
                }
                super.record(attempt, outcome, pause);
            }
        };
        ChannelLane lane = lane(queue, message -> FaultyChannel.End.NOT);

        assertThatThrownBy(lane::step).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lane::step).isInstanceOf(IllegalStateException.class);
        deliverAll(lane);

        assertThat(slack.messages()).hasSize(1);
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void countsWhatItCannotReadAndTellsTheRest() {
        add(Notices.fired().rule("odd").build());
        add(Notices.fired().rule("next").build());
        house.template.execute("update outbox set notice = '{}' where rule = 'odd'");

        deliverAll(lane(newEngine()));

        assertThat(slack.messages()).hasSize(1);
        assertThat(states()).containsExactly("dead", "sent");
        assertThat(registry.counter("tocsin.notifications", "channel", "alerts", "outcome", "dead")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void spendsTheRepeatOnlyOnASideThatAnswers() {
        add(Notices.fired().build());
        slack.dropNextAfterPosting(1);
        ChannelLane lane = lane(newEngine());
        lane.step();
        slack.dropNextBeforePosting(3); // three probes that get no answer

        deliverAll(lane);

        assertThat(slack.messages()).hasSize(2);
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void waitsAsLongAsSlackAsks() {
        add(Notices.fired().build());
        slack.limitNext(1, 2);
        ChannelLane lane = lane(newEngine());

        Instant before = house.now();
        lane.step();
        Duration pause = lane.step();
        assertThat(pause).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(2));
        deliverAll(lane);

        assertThat(slack.messages()).hasSize(1);
        assertThat(Duration.between(before, house.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tellsBothInOneMessageWhenItIsOverBeforeTheChannelIsBack() {
        slack.breakChannel("alerts", 503, "down");
        ChannelLane lane = lane(newEngine());
        add(Notices.fired().value(143.0).build());
        lane.step();
        add(Notices.of(TransitionKind.RESOLVED)
                .value(3.0)
                .end(Notices.FIRST.plusSeconds(260))
                .build());
        lane.step();
        slack.mend("alerts");

        deliverAll(lane);

        assertThat(slack.messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.payload().toString()).contains("FIRED AND RESOLVED", "143", "4 min 20 s"));
    }

    @Test
    void keepsFireBeforeResolve() {
        ChannelLane lane = lane(newEngine());
        add(Notices.fired().severity(Severity.WARNING).build()); // waits 10 s for its group
        add(Notices.of(TransitionKind.RESOLVED)
                .severity(Severity.WARNING)
                .end(Notices.FIRST.plusSeconds(60))
                .build());

        deliverAll(lane);

        assertThat(slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.text()).contains("FIRED AND RESOLVED"));
    }

    @Test
    void aPageWaitsForAWebhookThatAPersonHasToMend() {
        add(Notices.fired().build());
        slack.breakChannel("alerts", 404, "no_service");

        lane(newEngine()).step();

        assertThat(states()).containsOnly("waiting");
        assertThat(newEngine().states()).singleElement().satisfies(state -> {
            assertThat(state.failingSince()).isNotNull();
            assertThat(state.lastFailure()).isEqualTo("404 no_service");
        });
    }

    @Test
    void aChannelThatFailsWithAnErrorIsTriedAgain() {
        add(Notices.fired().build());
        AtomicInteger errors = new AtomicInteger(1);
        Channel channel = new FaultyChannel(
                slackChannel("alerts"),
                message -> errors.getAndDecrement() > 0 ? FaultyChannel.End.BEFORE_SENDING : FaultyChannel.End.NOT);

        try (Delivery delivery =
                new Delivery(newEngine(), List.of(channel), Lanes.undisturbed(), registry, new Random(1))) {
            delivery.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(states()).containsExactly("sent"));
        }

        assertThat(errors.get()).as("it did fail").isNegative();
    }

    @Test
    void theOutboxIsWatchedAlsoAfterAnError() {
        add(Notices.fired().build());
        slack.breakChannel("alerts", 503, "down");
        AtomicInteger errors = new AtomicInteger(1);
        DeliveryQueue queue = new FaultyQueue(newEngine(), () -> {}) {
            @Override
            public void tidy(Collection<String> configured) {
                if (errors.getAndDecrement() > 0) {
                    throw new Killed();
                }
                super.tidy(configured);
            }
        };

        try (Delivery delivery = new Delivery(
                queue,
                List.of(slackChannel("alerts")),
                Lanes.undisturbed(),
                registry,
                new Random(1),
                AT_ONCE,
                Duration.ofMillis(20))) {
            delivery.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    registry.find("tocsin.outbox.waiting").gauge())
                            .isNotNull());
        }
    }

    @Test
    void aChannelThatIsDownHoldsUpNoOther() {
        slack.breakChannel("alerts", 503, "down");
        for (int i = 0; i < 5; i++) {
            add(Notices.fired().rule("rule-" + i).build());
            router.intentsFor(Notices.fired().rule("rule-" + i).build(), List.of("payments"), house.now(), false)
                    .forEach(intent -> newEngine().add(List.of(intent)));
        }

        try (Delivery delivery = new Delivery(
                newEngine(),
                List.of(slackChannel("alerts"), slackChannel("payments")),
                Lanes.undisturbed(),
                registry,
                new Random(1))) {
            delivery.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(slack.messages("payments")).hasSize(5));
            assertThat(slack.messages("alerts")).isEmpty();

            slack.mend("alerts");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(slack.messages("alerts")).hasSize(5));
        }
        assertThat(newEngine().take("alerts", false))
                .as("the channel was given back")
                .isNotInstanceOf(DeliveryQueue.Turn.Due.class);
    }

    @Test
    void foldsAStormIntoFewMessagesAndKeepsTheRate() {
        slack.limitRate(true);
        for (int rule = 0; rule < 7; rule++) {
            List<AlertNotice> storm = new ArrayList<>();
            for (int group = 0; group < 100; group++) {
                storm.add(Notices.fired()
                        .rule("rule-" + rule)
                        .group("service.name", "<!channel> service " + group)
                        .build());
            }
            add(storm.toArray(AlertNotice[]::new));
        }

        deliverAll(lane(newEngine(), message -> FaultyChannel.End.NOT, ChannelLane.Pace.standard()));

        assertThat(slack.messages()).hasSize(7);
        assertThat(slack.requests()).as("no request was refused").isEqualTo(7);
        assertThat(slack.messages())
                .allSatisfy(message -> assertThat(message.payload().toString())
                        .contains("100 alerts", "more")
                        .doesNotContain("<!channel>"));
        assertThat(states()).containsOnly("sent");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 10})
    void deliversEverythingAtLeastOnceAndTwiceOnlyWhatWasCutOffInTheMiddle(long seed) {
        Random random = new Random(seed);
        Set<String> cutOff = new HashSet<>();
        Map<String, Integer> shown = new HashMap<>();
        Map<String, Instant> newest = new HashMap<>();
        List<AlertNotice> story = randomStory(random);
        int next = 0;
        ChannelLane lane = null;
        while (next < story.size() || waiting() > 0) {
            for (int i = random.nextInt(4); i > 0 && next < story.size(); i--) {
                add(story.get(next++));
            }
            if (lane == null) {
                lane = lane(newEngine(), message -> fault(random, message, cutOff, shown, newest, seed));
            }
            try {
                lane.step();
            } catch (Killed e) {
                lane = null;
            }
        }

        List<String> all = house.jdbc
                .sql("select id from outbox")
                .query((row, number) -> row.getString(1))
                .list();
        assertThat(states()).as("seed %d", seed).containsOnly("sent");
        assertThat(shown.keySet()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(all);
        shown.forEach((intent, times) ->
                assertThat(times).as("seed %d, %s", seed, intent).isBetween(1, cutOff.contains(intent) ? 2 : 1));
    }

    /** What befalls one message; one that may be a repeat already is left in peace. */
    private FaultyChannel.End fault(
            Random random,
            Message message,
            Set<String> cutOff,
            Map<String, Integer> shown,
            Map<String, Instant> newest,
            long seed) {
        int what = random.nextInt(12);
        boolean isShown = true;
        FaultyChannel.End end = FaultyChannel.End.NOT;
        boolean mayCut = !message.mayBeRepeat();
        if (what < 2) {
            slack.failNext(1, random.nextBoolean() ? 503 : 500, "trouble");
            isShown = false;
        } else if (what == 2) {
            slack.limitNext(1, 0);
            isShown = false;
        } else if (what == 3 && mayCut) {
            slack.dropNextAfterPosting(1);
            cutOff.addAll(message.intentIds());
        } else if (what == 4 && mayCut) {
            slack.dropNextBeforePosting(1);
            isShown = false;
        } else if (what == 5 && mayCut) {
            end = FaultyChannel.End.BEFORE_SENDING;
            isShown = false;
        } else if (what == 6 && mayCut) {
            end = FaultyChannel.End.AFTER_SENDING;
            cutOff.addAll(message.intentIds());
        }
        if (isShown) {
            // A message that is sent once more tells its story from the beginning.
            List<Story> news = message.stories().stream()
                    .filter(told -> told.intentIds().stream().noneMatch(shown::containsKey))
                    .toList();
            message.intentIds().forEach(intent -> shown.merge(intent, 1, Integer::sum));
            for (Story told : news) {
                String alert = told.notice().group().canonical();
                assertThat(told.notice().window().end())
                        .as("seed %d: what is told of %s goes forward", seed, alert)
                        .isAfterOrEqualTo(newest.getOrDefault(alert, Instant.MIN));
                newest.put(alert, told.notice().window().end());
            }
        }
        return end;
    }

    private static List<AlertNotice> randomStory(Random random) {
        List<AlertNotice> story = new ArrayList<>();
        Map<String, Instant> firingSince = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            String group = "service-" + random.nextInt(4);
            Instant end = Notices.FIRST.plusSeconds(60L * i);
            Instant since = firingSince.remove(group);
            TransitionKind kind = since == null
                    ? TransitionKind.FIRED
                    : random.nextInt(3) == 0 ? TransitionKind.ESCALATED : TransitionKind.RESOLVED;
            if (kind != TransitionKind.RESOLVED) {
                firingSince.put(group, since == null ? end : since);
            }
            story.add(Notices.of(kind)
                    .rule("rule-" + group.charAt(8) % 2)
                    .group("service.name", group)
                    .end(end)
                    .since(since == null ? end : since)
                    .build());
        }
        return story;
    }

    private void add(AlertNotice... notices) {
        PostgresOutbox outbox = house.outbox("writer");
        Instant now = house.now();
        house.transaction.executeWithoutResult(status -> {
            for (AlertNotice notice : notices) {
                outbox.add(router.intentsFor(notice, List.of(), now, false));
            }
        });
    }

    /** A process that starts after the one before it has ended. */
    private PostgresOutbox newEngine() {
        house.template.execute("update delivery_lane set expires_at = '-infinity'");
        return house.outbox("engine-" + engines++);
    }

    private ChannelLane lane(DeliveryQueue queue) {
        return lane(queue, message -> FaultyChannel.End.NOT);
    }

    private ChannelLane lane(DeliveryQueue queue, Function<Message, FaultyChannel.End> faults) {
        return lane(queue, faults, AT_ONCE);
    }

    private ChannelLane lane(DeliveryQueue queue, Function<Message, FaultyChannel.End> faults, ChannelLane.Pace pace) {
        return new ChannelLane(
                new FaultyChannel(slackChannel("alerts"), faults),
                queue,
                Lanes.undisturbed(),
                pace,
                new Random(1),
                new DeliveryMetrics(registry, List.of()));
    }

    private Channel slackChannel(String name) {
        return new SlackChannels(
                        DiscoverLinks.none(),
                        new Terms(
                                OutgoingRule.allowing(List.of("127.0.0.1")),
                                Duration.ofSeconds(8),
                                InstantSource.system()))
                .at(name, slack.webhook(name));
    }

    private void deliverAll(ChannelLane lane) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    lane.step();
                    return waiting() == 0;
                });
    }

    private long waiting() {
        return house.jdbc
                .sql("select count(*) from outbox where state in ('waiting', 'sending')")
                .query(Long.class)
                .single();
    }

    private List<String> states() {
        return house.jdbc
                .sql("select state from outbox order by position")
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** Ends the process after an outcome was recorded. */
    private static class FaultyQueue extends PassingQueue {
        private final Runnable afterRecording;

        FaultyQueue(DeliveryQueue real, Runnable afterRecording) {
            super(real);
            this.afterRecording = afterRecording;
        }

        @Override
        public void record(Attempt attempt, DeliveryOutcome outcome, Duration pause) {
            super.record(attempt, outcome, pause);
            afterRecording.run();
        }
    }
}

package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.store.DeliveryHouse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Channels come, change and go while messages are on their way. */
final class DeliveryFollowIT {
    private final DeliveryHouse house = DeliveryHouse.empty();
    private final Router router = new Router(Routes.to("alerts"), Set.of("alerts", "other"));

    /** Remembers whom it told of what. */
    private static final class Diary implements Channel {
        private final String name;
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd;

        Diary(String name, CountDownLatch mayEnd) {
            this.name = name;
            this.mayEnd = mayEnd;
        }

        static Diary of(String name) {
            return new Diary(name, new CountDownLatch(0));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String type() {
            return "diary";
        }

        @Override
        public DeliveryOutcome send(Message message) {
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            message.stories().forEach(story -> told.add(story.notice().rule()));
            return new DeliveryOutcome.Delivered("ok");
        }

        @Override
        public String preview(Message message) {
            return "";
        }

        @Override
        public Optional<String> troubleReaching() {
            return Optional.empty();
        }
    }

    private void add(String rule, String... channels) {
        AlertNotice notice = Notices.fired().rule(rule).build();
        house.transaction.executeWithoutResult(status -> house.outbox("writer")
                .add(router.intentsFor(notice, List.of(channels), house.now().minusSeconds(60), false)));
    }

    private static Delivery delivery(DeliveryQueue queue, Channel... channels) {
        return new Delivery(
                queue,
                List.of(channels),
                Lanes.undisturbed(),
                new SimpleMeterRegistry(),
                new Random(1),
                new ChannelLane.Pace(Duration.ZERO, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2))),
                Duration.ofMillis(50));
    }

    @Test
    void aChannelThatChangesTellsWhatIsOnItsWayAndTheNewOneTheRest() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Diary old = new Diary("alerts", mayEnd);
        Diary changed = Diary.of("alerts");
        add("one");
        try (Delivery delivery = delivery(house.outbox("engine"), old)) {
            delivery.start();
            old.begun.await();
            add("two");

            delivery.follow(List.of(changed));
            delivery.wake();
            await().during(Duration.ofMillis(300)).until(changed.told::isEmpty);
            mayEnd.countDown();

            await().untilAsserted(() -> assertThat(changed.told).containsExactly("two"));
            assertThat(old.told).containsExactly("one");
        }
        assertThat(states()).containsExactly("sent", "sent");
    }

    @Test
    void whatIsKnownAndNotRecordedIsRecordedBeforeTheNewOneBegins() {
        Diary old = Diary.of("alerts");
        Diary changed = Diary.of("alerts");
        AtomicInteger failures = new AtomicInteger(3);
        add("one");
        try (Delivery delivery = delivery(recordingFails(failures), old)) {
            delivery.start();
            await().until(() -> failures.get() < 3);

            delivery.follow(List.of(changed));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(states()).containsExactly("sent"));
        }
        assertThat(old.told).containsExactly("one");
        assertThat(changed.told).isEmpty();
    }

    @Test
    void aChannelThatComesIsToldAndOneThatGoesIsNotUntilItIsBack() {
        Diary alerts = Diary.of("alerts");
        Diary other = Diary.of("other");
        try (Delivery delivery = delivery(house.outbox("engine"), alerts)) {
            delivery.start();
            add("one", "other");

            delivery.follow(List.of(alerts, other));
            await().untilAsserted(() -> assertThat(other.told).containsExactly("one"));

            delivery.follow(List.of(alerts));
            add("two", "other");
            add("three", "alerts");
            delivery.wake();
            await().untilAsserted(() -> assertThat(alerts.told).containsExactly("three"));
            assertThat(other.told).as("it waits").containsExactly("one");

            Diary back = Diary.of("other");
            delivery.follow(List.of(alerts, back));
            await().untilAsserted(() -> assertThat(back.told).containsExactly("two"));
        }
        assertThat(states()).containsOnly("sent");
    }

    @Test
    void manyChangesInARowLoseAndRepeatNothing() {
        int changes = 40;
        List<Diary> all = new CopyOnWriteArrayList<>();
        try (Delivery delivery = delivery(house.outbox("engine"))) {
            delivery.start();
            for (int i = 0; i < changes; i++) {
                add("rule-" + i);
                Diary next = Diary.of("alerts");
                all.add(next);
                delivery.follow(i % 5 == 4 ? List.of() : List.of(next));
                delivery.wake();
            }
            delivery.follow(List.of(all.getFirst()));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(states()).containsOnly("sent"));
        }
        assertThat(all.stream().flatMap(diary -> diary.told.stream()))
                .hasSize(changes)
                .doesNotHaveDuplicates();
    }

    private DeliveryQueue recordingFails(AtomicInteger failures) {
        DeliveryQueue real = house.outbox("engine");
        return (DeliveryQueue) Proxy.newProxyInstance(
                DeliveryQueue.class.getClassLoader(),
                new Class<?>[] {DeliveryQueue.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("record") && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("the store is down");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private List<String> states() {
        return house.jdbc
                .sql("select state from outbox order by position")
                .query((row, number) -> row.getString(1))
                .list();
    }
}

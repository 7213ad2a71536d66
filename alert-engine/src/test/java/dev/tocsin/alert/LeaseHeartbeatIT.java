package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.store.DatabaseClock;
import dev.tocsin.alert.store.Leases;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two engines on one real database, by its own clock, with rounds that take longer than a lease. */
class LeaseHeartbeatIT {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String STREAM = "logs-itbeat" + Long.toHexString(System.nanoTime()) + "-tocsin";
    private static EngineHouse house;
    private static ElasticLink link;
    private final ConcurrentLinkedQueue<CycleStep> bySecond = new ConcurrentLinkedQueue<>();
    private DatabaseClock clock;

    @BeforeAll
    static void start() {
        house = new EngineHouse();
        link = ElasticsearchForTests.link();
        EngineHouse.createIndex(link, STREAM);
        EngineHouse.index(link, STREAM, List.of(Event.of(Instant.now(), "INFO")));
    }

    @AfterAll
    static void stop() {
        link.close();
        house.close();
    }

    @BeforeEach
    void fresh() {
        house.empty();
        clock = new DatabaseClock(house.jdbc);
        house.time.follow(clock);
    }

    private LeaseHeartbeat heartbeatOf(Leases leases) {
        return new LeaseHeartbeat(
                () -> leases.renew(clock), new CycleProgress(InstantSource.system(), PATIENCE), EngineHouse.LEASE);
    }

    private static List<String> owners() {
        return house.jdbc
                .sql("select distinct coalesce(owner, 'nobody') from lease")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void aRoundThatTakesLongerThanTheLeaseIsNotOvertakenAndAKilledEngineIsReplaced() throws Exception {
        // given: a first engine whose round does not end, and a standby
        Rule rule = RulesForTests.parse(
                "rule: r\nquery: {streams: [%s], lucene: 'log.level:ERROR'}\nnoData: ok\nwindow: 5s\nevery: 1s\ndelay: 0s\ncondition: {count: hits, threshold: {above: 0}}\n"
                        .formatted(STREAM));
        CountDownLatch inRound = new CountDownLatch(1);
        CountDownLatch roundMayEnd = new CountDownLatch(1);
        Leases leases = house.leasesOf("first");
        ConcurrentLinkedQueue<CycleStep> byFirst = new ConcurrentLinkedQueue<>();
        AlertCycle first = house.engine(
                link,
                List.of(rule),
                step -> {
                    byFirst.add(step);
                    if (step == CycleStep.ANSWERED) {
                        inRound.countDown();
                        awaitLatch(roundMayEnd);
                    }
                },
                leases);
        AlertCycle standby = house.engine(link, List.of(rule), bySecond::add, house.leasesOf("standby"));

        try (LeaseHeartbeat heartbeat = heartbeatOf(leases);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            // when: the round takes three leases
            heartbeat.start();
            Future<?> round = thread.submit(first::run);
            awaitLatch(inRound);
            Instant until = clock.instant().plus(EngineHouse.LEASE.multipliedBy(3));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                standby.run();
                return clock.instant().isAfter(until);
            });

            // then: the standby never had a turn, and what the first decided is written
            assertThat(bySecond).doesNotContain(CycleStep.ANSWERED);
            assertThat(owners()).containsExactly("first");
            roundMayEnd.countDown();
            round.get(60, TimeUnit.SECONDS);
            assertThat(byFirst).contains(CycleStep.COMMITTED);
            assertThat(house.windows()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(bySecond).doesNotContain(CycleStep.ANSWERED);
        }

        // when: the first is killed (nothing beats, nothing is released), then: the standby goes on after the lease
        assertThat(owners()).containsExactly("first");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            standby.run();
            return bySecond.contains(CycleStep.COMMITTED);
        });
        assertThat(owners()).containsExactly("standby");
        assertThat(house.windows()).doesNotHaveDuplicates();
    }

    @Test
    void aHeartbeatTakesNothing() {
        Leases first = house.leasesOf("first");
        Leases second = house.leasesOf("second");
        first.renew(clock);
        assertThat(owners()).containsExactly("nobody");

        second.hold(clock.instant());
        first.renew(() -> clock.instant().plus(Duration.ofHours(1)));

        assertThat(owners()).containsExactly("second");
    }

    @Test
    void aHeartbeatOfACycleThatStandsStillLetsAnotherEngineGoOn() {
        Leases first = house.leasesOf("first");
        first.hold(clock.instant());
        CycleProgress progress = new CycleProgress(InstantSource.system(), Duration.ofNanos(1));
        Leases second = house.leasesOf("second");

        try (LeaseHeartbeat heartbeat = new LeaseHeartbeat(() -> first.renew(clock), progress, EngineHouse.LEASE)) {
            heartbeat.start();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !second.hold(clock.instant()).isEmpty());
        }
        assertThat(owners()).containsExactly("second");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.AnnotationCheck;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.alert.rule.QueryBook;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.schedule.WakeUps;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class CycleLoopTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final NotificationConfig NOBODY =
            new NotificationConfig(List.of(), List.of(), Routes.to("slack"), List.of(), List.of());
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @TempDir
    private Path folder;

    private final EngineHouse.Time time = new EngineHouse.Time();
    private final AtomicInteger renewals = new AtomicInteger();
    private CycleProgress progress;
    private RuleBook rules;
    private Scheduler scheduler;

    @BeforeEach
    void start() throws SchedulerException {
        time.set(TEN);
        progress = new CycleProgress(time, PATIENCE);
        rules = new RuleBook(folder, new RuleDefaults(Duration.ZERO, new AnnotationCheck()));
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "test-" + UUID.randomUUID());
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        scheduler = new StdSchedulerFactory(properties).getScheduler();
    }

    @AfterEach
    void stop() throws SchedulerException {
        scheduler.shutdown(true);
    }

    private CycleLoop loop(Supplier<Optional<Duration>> cycle) throws SchedulerException {
        return new CycleLoop(
                cycle,
                rules,
                () -> new Router(Routes.to("slack"), List.of("slack")),
                new WakeUps(scheduler, () -> {}),
                new Semaphore(0),
                InstantSource.system(),
                Duration.ofMillis(50),
                progress,
                new LeaseHeartbeat(renewals::incrementAndGet, progress, Duration.ofMillis(30)));
    }

    private Health readiness(CycleLoop loop) {
        return new CycleHealth(loop, rules, () -> NOBODY).health();
    }

    private static Health liveness(CycleLoop loop) {
        return new CycleThreadHealth(loop).health();
    }

    @Test
    void isWellWhileCyclesRunAndAfterAnOrderlyEnd() throws SchedulerException {
        AtomicInteger runs = new AtomicInteger();
        CycleLoop loop = loop(() -> {
            runs.incrementAndGet();
            return Optional.empty();
        });
        try (loop) {
            loop.start();
            await().until(() -> runs.get() > 2 && renewals.get() > 2);

            assertThat(readiness(loop).getStatus()).isEqualTo(Status.UP);
        }
        assertThat(liveness(loop).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aThreadThatDiedOfAnErrorIsSeenAndItsLeasesAreLetGo() throws SchedulerException {
        try (CycleLoop loop = loop(() -> {
            throw new Killed("for want of memory");
        })) {
            loop.start();
            await().until(() -> loop.causeOfDeath().isPresent());

            assertThat(readiness(loop).getStatus()).isEqualTo(Status.DOWN);
            assertThat(readiness(loop).getDetails().get("reason"))
                    .isEqualTo("the cycle's thread died of dev.tocsin.alert.Killed");
            assertThat(liveness(loop).getStatus()).isEqualTo(Status.DOWN);
            int renewed = renewals.get();
            await().during(Duration.ofMillis(200)).until(() -> renewals.get() <= renewed + 1);
        }
    }

    @Test
    void aThreadThatHangsIsSeen() throws SchedulerException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (CycleLoop loop = loop(() -> {
            hanging.countDown();
            waitFor(end);
            return Optional.empty();
        })) {
            loop.start();
            waitFor(hanging);
            time.pass(PATIENCE);
            assertThat(readiness(loop).getStatus()).isEqualTo(Status.UP);

            time.pass(Duration.ofSeconds(1));

            assertThat(readiness(loop).getStatus()).isEqualTo(Status.DOWN);
            assertThat(readiness(loop).getDetails().get("reason")).isEqualTo("no progress since " + TEN);
            assertThat(liveness(loop).getStatus()).as("it may yet go on").isEqualTo(Status.UP);
            end.countDown();
        }
    }

    @Test
    void aCycleThatFailsIsSeenUntilItRunsAgain() throws SchedulerException {
        AtomicInteger runs = new AtomicInteger();
        try (CycleLoop loop = loop(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
            return Optional.empty();
        })) {
            loop.start();
            await().until(() -> loop.trouble().equals(Optional.of("IllegalStateException")));

            await().until(() -> loop.trouble().isEmpty());
        }
    }

    @Test
    void theRulesKnownSoFarAreEvaluatedWhileTheyCannotBeReadAgain() throws SchedulerException {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        KibanaSource source = new KibanaSource() {
            @Override
            public KibanaShelf current() {
                if (isBroken.get()) {
                    throw new IllegalStateException("whatever goes wrong in reading");
                }
                return KibanaShelf.NO_KIBANA;
            }

            @Override
            public void wanted() {}
        };
        rules = new RuleBook(
                folder, new RuleDefaults(Duration.ZERO, new AnnotationCheck()), new QueryBook(folder, source));
        AtomicInteger runs = new AtomicInteger();
        try (CycleLoop loop = loop(() -> {
            runs.incrementAndGet();
            return Optional.empty();
        })) {
            loop.start();

            await().until(() -> runs.get() > 2);
            assertThat(loop.trouble()).contains("IllegalStateException");

            isBroken.set(false);
            await().until(() -> loop.trouble().isEmpty());
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

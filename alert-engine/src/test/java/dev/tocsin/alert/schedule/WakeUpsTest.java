package dev.tocsin.alert.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

class WakeUpsTest {
    private final AtomicInteger looks = new AtomicInteger();
    private Scheduler scheduler;
    private WakeUps wakeUps;

    @BeforeEach
    void start() throws SchedulerException {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "test-" + UUID.randomUUID());
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        scheduler = new StdSchedulerFactory(properties).getScheduler();
        wakeUps = new WakeUps(scheduler, looks::incrementAndGet);
        scheduler.start();
    }

    @AfterEach
    void stop() throws SchedulerException {
        scheduler.shutdown(true);
    }

    private static Rule rule(String schedule, String delay) {
        return RulesForTests.rule("condition: {count: hits, threshold: {above: 1}}\nwindow: 1m\ndelay: %s\n%s"
                .formatted(delay, schedule));
    }

    private Set<String> triggers() throws SchedulerException {
        return scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup()).stream()
                .map(TriggerKey::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void thereIsOneTriggerPerDistinctSchedule() throws SchedulerException {
        wakeUps.follow(
                List.of(
                        rule("every: 1m", "15s"),
                        rule("every: 1m", "15s"),
                        rule("every: 1m", "0s"),
                        rule("every: 5m\nenabled: false", "0s"),
                        RulesForTests.within(
                                "office: {zone: UTC, days: {mon: 08:00-18:00}}\n",
                                "condition: {count: hits, threshold: {above: 1}}\nwindow: 1m\ndelay: 15s\nevery: 1m\nduring: office\n"),
                        rule("cron: '0 8 1 * FRI'\nzone: Europe/Berlin", "0s")),
                Instant.now());

        assertThat(triggers())
                .containsExactlyInAnyOrder(
                        "every 1m after PT15S",
                        "every 1m after PT0S",
                        "cron 0 8 1 * FRI Europe/Berlin (0 0 8 1 * ?)",
                        "cron 0 8 1 * FRI Europe/Berlin (0 0 8 ? * 6)");
    }

    @Test
    void triggersFollowTheRules() throws SchedulerException {
        wakeUps.follow(List.of(rule("every: 1m", "0s"), rule("every: 2m", "0s")), Instant.now());

        wakeUps.follow(List.of(rule("every: 2m", "0s"), rule("every: 3m", "0s")), Instant.now());

        assertThat(triggers()).containsExactlyInAnyOrder("every 2m after PT0S", "every 3m after PT0S");
    }

    @Test
    void wakesWhenAWindowIsDue() throws SchedulerException {
        wakeUps.follow(List.of(rule("every: 1s", "0s")), Instant.now());

        await().atMost(Duration.ofSeconds(20)).until(() -> looks.get() >= 2);
    }
}

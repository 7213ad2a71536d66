package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * One Quartz trigger per distinct schedule. A trigger carries no work and is never made up for when it misfires: it
 * only says "look at the cursors now", and the cursors know everything that is due.
 */
public final class WakeUps {
    private static final String GROUP = "rules";
    private static final String LOOK = "look";
    private static final JobKey JOB = JobKey.jobKey("wake-up", GROUP);

    private final Scheduler scheduler;

    /** @param look at the cursors; must return at once */
    public WakeUps(Scheduler scheduler, Runnable look) throws SchedulerException {
        this.scheduler = scheduler;
        scheduler.getContext().put(LOOK, look);
        JobDetail job =
                JobBuilder.newJob(WakeUp.class).withIdentity(JOB).storeDurably().build();
        scheduler.addJob(job, true);
    }

    /** Makes the triggers those of these rules: adds what is missing, removes what nobody needs any more. */
    public synchronized void follow(Collection<Rule> rules, Instant now) throws SchedulerException {
        Map<TriggerKey, Trigger> wanted = new HashMap<>();
        for (Rule rule : rules) {
            if (rule.enabled()) {
                for (Trigger trigger : triggersOf(rule.schedule(), rule.delay(), now)) {
                    wanted.putIfAbsent(trigger.getKey(), trigger);
                }
            }
        }
        Set<TriggerKey> present = new HashSet<>(scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(GROUP)));
        for (TriggerKey key : present) {
            if (!wanted.containsKey(key)) {
                scheduler.unscheduleJob(key);
            }
        }
        for (Map.Entry<TriggerKey, Trigger> entry : wanted.entrySet()) {
            if (!present.contains(entry.getKey())) {
                scheduler.scheduleJob(entry.getValue());
            }
        }
    }

    private static List<Trigger> triggersOf(Schedule schedule, Duration delay, Instant now) {
        return switch (schedule) {
            case Schedule.Every(Duration interval) ->
                List.of(TriggerBuilder.newTrigger()
                        .withIdentity(schedule.inWords() + " after " + delay, GROUP)
                        .forJob(JOB)
                        .startAt(Date.from(
                                FireTimes.floor(now, interval).plus(interval).plus(delay)))
                        .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                .withIntervalInMilliseconds(interval.toMillis())
                                .repeatForever()
                                .withMisfireHandlingInstructionNextWithRemainingCount())
                        .build());
            case Schedule.Cron cron -> cronTriggers(cron);
            // Who wakes while the calendar says no finds nothing due.
            case Schedule.Within within -> triggersOf(within.withoutCalendar(), delay, now);
        };
    }

    /** At the end of the window; whoever looks then finds out that it is due a delay later, and looks again. */
    private static List<Trigger> cronTriggers(Schedule.Cron cron) {
        List<Trigger> triggers = new ArrayList<>();
        for (String expression : cron.fields().quartz()) {
            triggers.add(TriggerBuilder.newTrigger()
                    .withIdentity(cron.inWords() + " (" + expression + ")", GROUP)
                    .forJob(JOB)
                    .withSchedule(CronScheduleBuilder.cronSchedule(expression)
                            .inTimeZone(TimeZone.getTimeZone(cron.zone()))
                            .withMisfireHandlingInstructionDoNothing())
                    .build());
        }
        return triggers;
    }

    /** What Quartz runs: passes the wake-up on. Public because Quartz makes it. */
    public static final class WakeUp implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            try {
                if (context.getScheduler().getContext().get(LOOK) instanceof Runnable look) {
                    look.run();
                }
            } catch (SchedulerException e) {
                throw new IllegalStateException("Quartz lost its context", e);
            }
        }
    }
}

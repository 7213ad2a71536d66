package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.Schedule;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** When the windows of a schedule end; pure. */
public final class FireTimes {
    private FireTimes() {}

    /** The first end after an instant; empty if a cron expression never fires again. */
    public static Optional<Instant> after(Schedule schedule, Instant instant) {
        return switch (schedule) {
            case Schedule.Every(Duration interval) -> Optional.of(floor(instant, interval).plus(interval));
            case Schedule.Cron cron ->
                cron.quartz().stream()
                        .map(expression -> expression(expression, cron))
                        .map(expression -> Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(instant))))
                        .flatMap(Optional::stream)
                        .map(Date::toInstant)
                        .min(Instant::compareTo);
        };
    }

    /** The last multiple of the interval that is not after the instant. */
    static Instant floor(Instant instant, Duration interval) {
        long step = interval.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), step) * step);
    }

    /** Quartz's own objects for a cron schedule, in its zone. */
    static List<CronExpression> expressions(Schedule.Cron cron) {
        return cron.quartz().stream().map(text -> expression(text, cron)).toList();
    }

    private static CronExpression expression(String text, Schedule.Cron cron) {
        try {
            CronExpression expression = new CronExpression(text);
            expression.setTimeZone(TimeZone.getTimeZone(cron.zone()));
            return expression;
        } catch (ParseException e) {
            throw new IllegalArgumentException("Quartz does not take '" + text + "', made of '" + cron.text() + "'", e);
        }
    }
}

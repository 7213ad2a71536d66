package dev.tocsin.alert.schedule;

import dev.tocsin.alert.rule.CronFields;
import dev.tocsin.alert.rule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the windows of a schedule end; pure. Cron's own times are computed here and not taken from Quartz, which skips
 * the hour that comes twice in autumn: an hour of events that no window would cover. Where clocks jump, what fires
 * several times an hour or every hour goes on in real time; what fires at one time of day fires once, after the jump if
 * its time is left out.
 */
public final class FireTimes {
    /** 29 February is never further away. */
    private static final int MOST_DAYS = 366 * 8;

    private FireTimes() {}

    /** The first end after an instant; empty if a cron expression never fires again. */
    public static Optional<Instant> after(Schedule schedule, Instant instant) {
        return switch (schedule) {
            case Schedule.Every(Duration interval) ->
                Optional.of(floor(instant, interval).plus(interval));
            case Schedule.Cron cron -> cronAfter(cron, instant);
        };
    }

    /** The last multiple of the interval that is not after the instant. */
    static Instant floor(Instant instant, Duration interval) {
        long step = interval.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), step) * step);
    }

    private static Optional<Instant> cronAfter(Schedule.Cron cron, Instant instant) {
        // Clocks can jump back over midnight: the day before and the day after have a say.
        LocalDate first = LocalDate.ofInstant(instant, cron.zone()).minusDays(1);
        for (int day = 0; day < MOST_DAYS; day++) {
            LocalDate date = first.plusDays(day);
            Optional<Instant> found = Stream.concat(firesOn(cron, date), firesOn(cron, date.plusDays(1)))
                    .filter(fire -> fire.isAfter(instant))
                    .min(Instant::compareTo);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Stream<Instant> firesOn(Schedule.Cron cron, LocalDate date) {
        CronFields fields = cron.fields();
        if (!fields.isOn(date)) {
            return Stream.empty();
        }
        ZoneRules rules = cron.zone().getRules();
        boolean isContinuous = fields.hours().size() == 24 || fields.minutes().size() > 1;
        return fields.hours().stream()
                .flatMap(hour -> fields.minutes().stream()
                        .flatMap(minute -> instants(date.atTime(hour, minute), rules, isContinuous)));
    }

    private static Stream<Instant> instants(LocalDateTime local, ZoneRules rules, boolean isContinuous) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return isContinuous
                    ? Stream.empty()
                    : Stream.of(rules.getTransition(local).getInstant());
        }
        return offsets.stream().limit(isContinuous ? offsets.size() : 1).map(local::toInstant);
    }
}

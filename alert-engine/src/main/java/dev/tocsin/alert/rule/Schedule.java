package dev.tocsin.alert.rule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** When a rule's windows end. */
public sealed interface Schedule {
    String inWords();

    /** Window ends are the multiples of {@code interval} since the epoch. */
    record Every(Duration interval) implements Schedule {
        @Override
        public String inWords() {
            return "every " + DurationText.of(interval);
        }
    }

    /**
     * Window ends are the fire times of a cron expression.
     *
     * @param text five fields, as written
     * @param quartz the same for Quartz: two expressions where cron means "day of month or weekday"
     */
    record Cron(String text, ZoneId zone, List<String> quartz) implements Schedule {
        public Cron {
            quartz = List.copyOf(quartz);
        }

        @Override
        public String inWords() {
            return "cron " + text + " " + zone;
        }
    }
}

package dev.tocsin.alert.rule;

import java.time.Duration;
import java.time.ZoneId;

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
     */
    record Cron(String text, ZoneId zone, CronFields fields) implements Schedule {
        @Override
        public String inWords() {
            return "cron " + text + " " + zone;
        }
    }
}

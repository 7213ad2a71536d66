package dev.tocsin.alert.rule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** When a rule's windows end. */
public sealed interface Schedule {
    String inWords();

    /** What it says of its own, without the hours of a calendar. */
    default Schedule withoutCalendar() {
        return this;
    }

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

    /**
     * Of the window ends of another schedule those that a calendar allows.
     *
     * @param isExcept whether those are meant at which it is closed
     */
    record Within(Schedule withoutCalendar, BusinessHours hours, boolean isExcept) implements Schedule {
        /** Whether a window may end then. */
        public boolean allows(Instant end) {
            return hours.isOpen(end) != isExcept;
        }

        @Override
        public String inWords() {
            return withoutCalendar.inWords() + (isExcept ? " except " : " during ") + hours.name();
        }
    }
}

package dev.tocsin.alert.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;

/**
 * A calendar of random hours and what it means, told by other code: java.util's own clock, asked minute by minute, and the
 * hours as lists of minutes. Shares nothing with the reader but the text.
 */
public final class WallClock {
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** Clocks that jump by an hour, by half an hour, at midnight, over a whole day, and never. */
    public static final List<String> ZONES = List.of(
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia", "UTC");

    private final Map<String, boolean[]> byDay = new HashMap<>();
    private final Map<String, boolean[]> byDate = new HashMap<>();
    private final GregorianCalendar clock;
    private final String yaml;

    private WallClock(String zone, Random random, List<String> dates) {
        this.clock = new GregorianCalendar(TimeZone.getTimeZone(zone), Locale.ROOT);
        StringBuilder text = new StringBuilder("hours:\n  zone: " + zone + "\n  days:\n");
        for (String day : DAYS) {
            if (random.nextInt(4) > 0) {
                byDay.put(day, new boolean[1440]);
                text.append("    ")
                        .append(day)
                        .append(": ")
                        .append(hours(random, byDay.get(day)))
                        .append('\n');
            }
        }
        // So that there is always some time at which it is open.
        byDay.put("wed", byDay.getOrDefault("wed", new boolean[1440]));
        if (!text.toString().contains("wed:")) {
            text.append("    wed: ").append(hours(random, byDay.get("wed"))).append('\n');
        }
        StringBuilder closed = new StringBuilder();
        StringBuilder others = new StringBuilder();
        for (String date : dates) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    byDate.put(date, new boolean[1440]);
                    closed.append(closed.isEmpty() ? "" : ", ").append(date);
                }
                case 1 -> {
                    byDate.put(date, new boolean[1440]);
                    others.append("    ")
                            .append(date)
                            .append(": ")
                            .append(hours(random, byDate.get(date)))
                            .append('\n');
                }
                default -> {}
            }
        }
        text.append("  closed: [").append(closed).append("]\n");
        if (!others.isEmpty()) {
            text.append("  otherHours:\n").append(others);
        }
        this.yaml = text.toString();
    }

    /** @param dates that may be closed or have other hours */
    public static WallClock random(Random random, List<String> dates) {
        return new WallClock(ZONES.get(random.nextInt(ZONES.size())), random, dates);
    }

    /** The text of calendars.yml, with one calendar: {@code hours}. */
    public String yaml() {
        return yaml;
    }

    public boolean isOpen(Instant instant) {
        clock.setTimeInMillis(instant.toEpochMilli());
        String date = String.format(
                Locale.ROOT,
                "%04d-%02d-%02d",
                clock.get(Calendar.YEAR),
                clock.get(Calendar.MONTH) + 1,
                clock.get(Calendar.DAY_OF_MONTH));
        boolean[] minutes = byDate.getOrDefault(
                date, byDay.getOrDefault(DAYS.get(clock.get(Calendar.DAY_OF_WEEK) - 1), new boolean[1440]));
        return minutes[clock.get(Calendar.HOUR_OF_DAY) * 60 + clock.get(Calendar.MINUTE)];
    }

    private static String hours(Random random, boolean[] minutes) {
        List<String> spans = new ArrayList<>();
        int from = random.nextInt(3) == 0 ? 0 : random.nextInt(24) * 15;
        while (from < 1440 && spans.size() < 3) {
            int to = Math.min(1440, from + 15 * (1 + random.nextInt(40)));
            for (int minute = from; minute < to; minute++) {
                minutes[minute] = true;
            }
            spans.add(String.format(Locale.ROOT, "%02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60));
            from = to + 15 * (1 + random.nextInt(20));
        }
        return spans.size() == 1 ? spans.getFirst() : "[" + String.join(", ", spans) + "]";
    }
}

package com.example.shop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said to the shop on the command line.
 *
 * @param report file for the phases and the figures; null for none
 */
record ShopOptions(
        Duration ordinary,
        Duration outage,
        Duration recovery,
        int visitsPerSecond,
        long seed,
        @Nullable Path report) {
    static final String USAGE = """
            Usage: java -jar shop.jar [--ordinary SECONDS] [--outage SECONDS] [--recovery SECONDS]
                                      [--visits PER_SECOND] [--seed NUMBER] [--report FILE]
            Opens a shop for a day in fast motion and ships its logs to TOCSIN_DESTINATIONS
            (default 127.0.0.1:5170). A line "next" on stdin begins the next part of the day,
            the end of stdin closes the shop.
            """;

    /** @throws IllegalArgumentException saying what is wrong with them */
    static ShopOptions parse(List<String> arguments) {
        Duration ordinary = Duration.ofSeconds(20);
        Duration outage = Duration.ofSeconds(20);
        Duration recovery = Duration.ofSeconds(20);
        int visitsPerSecond = 40;
        long seed = 1;
        Path report = null;
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("no value after " + name);
            }
            String value = arguments.get(i + 1);
            switch (name) {
                case "--ordinary" -> ordinary = Duration.ofSeconds(number(name, value));
                case "--outage" -> outage = Duration.ofSeconds(number(name, value));
                case "--recovery" -> recovery = Duration.ofSeconds(number(name, value));
                case "--visits" -> visitsPerSecond = Math.toIntExact(number(name, value));
                case "--seed" -> seed = number(name, value);
                case "--report" -> report = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        return new ShopOptions(ordinary, outage, recovery, visitsPerSecond, seed, report);
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " wants a number, not " + value, e);
        }
    }
}

package dev.tocsin.alert.rule;

import java.time.Duration;
import java.util.Locale;

/** How a window's number is compared with that of an earlier one. */
public record Comparison(Reference against, Kind by, Turn turn) {
    /** What the window is compared with. */
    public enum Reference {
        /** The window that ends where this one starts. */
        WINDOW("the window before"),
        /** The same window 24 hours ago. */
        DAY("the window a day before"),
        /** The same window 7 days ago. */
        WEEK("the window a week before");

        private final String words;

        Reference(String words) {
            this.words = words;
        }

        public String inWords() {
            return words;
        }
    }

    /** What is made of the two numbers. */
    public enum Kind {
        FACTOR,
        DIFFERENCE
    }

    /** Which way the number turns when it is trouble. */
    public enum Turn {
        UP("rise"),
        DOWN("fall"),
        BOTH("rise or fall");

        private final String words;

        Turn(String words) {
            this.words = words;
        }
    }

    /** @param what is compared, such as {@code hits} */
    String inWords(String what) {
        return turn.words + " of " + what + " against " + against.inWords() + ", "
                + by.name().toLowerCase(Locale.ROOT);
    }

    /** How much the second number differs from the first in the direction that is the trouble. A factor takes only positive ones. */
    public double of(double before, double now) {
        double up = by == Kind.DIFFERENCE ? now - before : now / before;
        double down = by == Kind.DIFFERENCE ? -up : 1 / up;
        return switch (turn) {
            case UP -> up;
            case DOWN -> down;
            case BOTH -> Math.max(up, down);
        };
    }

    /** The window that this one is compared with. */
    public Window before(Window window) {
        return switch (against) {
            case WINDOW -> window.earlierBy(window.length());
            case DAY -> window.earlierBy(Duration.ofDays(1));
            case WEEK -> window.earlierBy(Duration.ofDays(7));
        };
    }
}

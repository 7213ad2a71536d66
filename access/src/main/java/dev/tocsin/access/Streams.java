package dev.tocsin.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Data streams by patterns, in which {@code *} stands for any characters.
 *
 * @param patterns such as {@code logs-shop-*}; at least one
 */
public record Streams(List<String> patterns) {
    public static final Streams ALL = new Streams(List.of("*"));

    private static final Pattern WRITTEN = Pattern.compile("\\*|logs-[a-z0-9_.*]{1,200}(-[a-z0-9_.*]{1,100})?");

    public Streams {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("no pattern");
        }
    }

    /**
     * Whether the pattern can match a stream at all: those of events are {@code logs-<service>-<namespace>}, and a
     * service's hyphen is an underscore there.
     */
    public static boolean isPattern(String text) {
        return WRITTEN.matcher(text).matches();
    }

    public boolean contain(String dataStream) {
        for (String pattern : patterns) {
            if (matches(pattern, dataStream)) {
                return true;
            }
        }
        return false;
    }

    /** Goes back to the last star only, so that no pattern makes a name expensive. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int afterStar = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                afterStar = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}

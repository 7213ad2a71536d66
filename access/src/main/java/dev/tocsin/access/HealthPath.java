package dev.tocsin.access;

import java.util.regex.Pattern;

/** The pages of health, which are open to everybody: probes send no token. */
public final class HealthPath {
    /** Nothing that a server could still take for another path. */
    private static final Pattern PATH = Pattern.compile("/actuator/health(?:/[A-Za-z0-9]+)*");

    private HealthPath() {}

    /** Whether it is one, as it came, not decoded. */
    public static boolean is(String path) {
        return PATH.matcher(path).matches();
    }
}

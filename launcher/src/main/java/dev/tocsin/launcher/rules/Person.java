package dev.tocsin.launcher.rules;

/** Who sits at the terminal, as the operating system says it. */
public final class Person {
    private Person() {}

    public static String name() {
        return named(System.getProperty("user.name", ""));
    }

    /** A user of a container has a number and no name: Java says {@code ?} then. */
    static String named(String user) {
        return user.isBlank() || user.equals("?") ? "somebody" : user;
    }
}

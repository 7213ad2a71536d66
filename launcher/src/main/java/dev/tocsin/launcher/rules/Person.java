package dev.tocsin.launcher.rules;

/** Who sits at the terminal, as the operating system says it. */
final class Person {
    private Person() {}

    static String name() {
        String name = System.getProperty("user.name", "");
        return name.isBlank() ? "somebody" : name;
    }
}

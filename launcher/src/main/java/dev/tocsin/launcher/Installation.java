package dev.tocsin.launcher;

import dev.tocsin.launcher.terminal.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Tocsin lies on this machine.
 *
 * @param home the folder with {@code pom.xml}
 */
record Installation(Path home) {
    private static final Path JAVA = Path.of(System.getProperty("java.home", ""), "bin", "java");

    /** As {@code ./tocsin} says it. */
    static Installation current() {
        return new Installation(
                Path.of(System.getProperty("tocsin.home", ".")).toAbsolutePath().normalize());
    }

    static String version() {
        String version = Installation.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    Path config() {
        return home.resolve("config");
    }

    Path data() {
        return home.resolve("data");
    }

    /**
     * The command line that runs one of our applications.
     *
     * @param module its folder, such as {@code examples/shop}
     * @param flags for the JVM
     */
    List<String> command(String module, List<String> flags) {
        String name = Path.of(module).getFileName().toString();
        Path jar = home.resolve(module).resolve("target").resolve(name + "-" + version() + "-app.jar");
        if (!Files.exists(jar)) {
            throw new Problem(jar + " is missing: build it with TOCSIN_BUILD=always ./tocsin version");
        }
        List<String> command = new ArrayList<>();
        command.add(JAVA.toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}

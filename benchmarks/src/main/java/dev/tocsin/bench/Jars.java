package dev.tocsin.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the built services. */
public final class Jars {
    private Jars() {}

    /**
     * The executable jar of a module.
     *
     * @param home top folder of the checkout
     * @throws IllegalStateException if it is not built
     */
    public static Path app(Path home, String module) {
        String name = module.substring(module.lastIndexOf('/') + 1);
        Path target = home.resolve(module).resolve("target");
        try (var files = Files.newDirectoryStream(target, name + "-*-app.jar")) {
            for (Path file : files) {
                return file;
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException("not built: " + target + ". Run ./mvnw -DskipTests package", e);
        }
        throw new IllegalStateException("not built: " + target + ". Run ./mvnw -DskipTests package");
    }

    /** The checkout: {@code tocsin.home} if the launcher says it, else the parent of a module's folder or this one. */
    public static Path home() {
        String given = System.getProperty("tocsin.home", System.getenv().getOrDefault("TOCSIN_HOME", ""));
        if (!given.isBlank()) {
            return Path.of(given);
        }
        Path here = Path.of("").toAbsolutePath();
        Path parent = here.getParent();
        return Files.exists(here.resolve("ingest-service")) || parent == null ? here : parent;
    }
}

package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where unpacked servers are kept between runs. */
public final class Cache {
    private Cache() {}

    /**
     * {@code TOCSIN_CACHE}, else for root {@code /var/cache/tocsin} (the home of root is closed to the user that the
     * servers run as), else {@code $XDG_CACHE_HOME/tocsin}, else {@code ~/.cache/tocsin}. Creates it.
     */
    public static Path folder() throws IOException {
        return Files.createDirectories(
                folder(System.getenv(), System.getProperty("user.name", ""), System.getProperty("user.home", "")));
    }

    static Path folder(Map<String, String> environment, String user, String home) {
        String own = environment.getOrDefault("TOCSIN_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        if (user.equals("root")) {
            return Path.of("/var/cache/tocsin");
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isBlank() ? Path.of(home, ".cache", "tocsin") : Path.of(xdg, "tocsin");
    }
}

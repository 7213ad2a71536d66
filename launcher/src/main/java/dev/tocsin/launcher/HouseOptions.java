package dev.tocsin.launcher;

import dev.tocsin.launcher.port.Ports;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a house is to be like.
 *
 * @param config folder with the services' configuration
 * @param data folder that everything is kept in
 * @param environment of this process: says whether servers of one's own are used, and goes to the services
 * @param settings variables for the services, over the environment
 * @param shortLived true starts quicker and runs slower; for a house of a few minutes
 */
record HouseOptions(
        Path config,
        Path data,
        Ports ports,
        Map<String, String> environment,
        Map<String, String> settings,
        boolean shortLived) {
    HouseOptions {
        config = config.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        settings = Map.copyOf(settings);
    }

    boolean embedsElasticsearch() {
        return environment.getOrDefault("ELASTICSEARCH_URL", "").isBlank();
    }

    boolean embedsPostgres() {
        return environment.getOrDefault("TOCSIN_DB_URL", "").isBlank();
    }

    Path log(String part) {
        return data.resolve("logs").resolve(part + ".log");
    }
}

